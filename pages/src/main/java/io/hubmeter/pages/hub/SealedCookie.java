package io.hubmeter.pages.hub;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Claims that the browser keeps for us and can neither read nor change: an encrypted JWT (RFC 7519, {@code dir} with {@code
 * A256GCM}) that ends, and that counts for one service at one path alone.
 */
final class SealedCookie {
    private static final int LONGEST = 4_000;

    private final SecretKey key;
    private final String audience;
    private final InstantSource clock;

    /**
     * Seals for one purpose.
     *
     * @param purpose what the claims are; those of another purpose are refused, since their key is another
     */
    SealedCookie(HubSite site, String purpose, InstantSource clock) {
        this.key = SealingKey.derive(site.token(), purpose);
        this.audience = site.service() + " " + site.prefix();
        this.clock = clock;
    }

    /** The value of a cookie. */
    String seal(JWTClaimsSet.Builder claims, Instant expiresAt) {
        try {
            JWTClaimsSet all = claims.audience(audience)
                    .issueTime(Date.from(clock.instant()))
                    .expirationTime(Date.from(expiresAt))
                    .build();
            EncryptedJWT jwt = new EncryptedJWT(new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM), all);
            jwt.encrypt(new DirectEncrypter(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has AES-GCM", e);
        }
    }

    /** The claims of a cookie that is whole, ours, and not over. */
    JWTClaimsSet open(String value) throws CookieRefused {
        if (value.length() > LONGEST) {
            throw new CookieRefused("longer than any of ours");
        }
        JWTClaimsSet claims = decrypt(value);
        if (!List.of(audience).equals(claims.getAudience())) {
            throw new CookieRefused("for another service or path");
        }
        Date expiresAt = claims.getExpirationTime();
        if (expiresAt == null || !clock.instant().isBefore(expiresAt.toInstant())) {
            throw new CookieRefused("expired");
        }
        return claims;
    }

    private JWTClaimsSet decrypt(String value) throws CookieRefused {
        try {
            EncryptedJWT jwt = EncryptedJWT.parse(value);
            JWEHeader header = jwt.getHeader();
            if (!JWEAlgorithm.DIR.equals(header.getAlgorithm())
                    || !EncryptionMethod.A256GCM.equals(header.getEncryptionMethod())
                    || header.getCompressionAlgorithm() != null) {
                throw new CookieRefused("sealed in another way");
            }
            jwt.decrypt(new DirectDecrypter(key));
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            if (claims == null) {
                throw new CookieRefused("without claims");
            }
            return claims;
        } catch (ParseException | JOSEException | IllegalStateException notOurs) {
            throw new CookieRefused("not sealed with our key, or changed since");
        }
    }

    /** A claim that every cookie of its purpose has. */
    static String text(JWTClaimsSet claims, String name) throws CookieRefused {
        @Nullable Object value = claims.getClaim(name);
        if (value instanceof String text) {
            return text;
        }
        throw new CookieRefused("without " + name);
    }
}
