package io.hubmeter.pages.hub;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Begins, opens and ends sessions. */
final class Sessions {
    /** How many sessions that were ended by their owners are remembered; they are over by themselves after hours. */
    private static final int MOST_ENDED = 100_000;

    private static final String MAC = "HmacSHA256";

    private final SealedCookie seal;
    private final Duration length;
    private final InstantSource clock;
    private final Cache<String, Boolean> ended;

    Sessions(HubSite site, Duration length, InstantSource clock) {
        this.seal = new SealedCookie(site, "session", clock);
        this.length = length;
        this.clock = clock;
        this.ended = Caffeine.newBuilder()
                .maximumSize(MOST_ENDED)
                .expireAfterWrite(length)
                .build();
    }

    /** A new session, not longer than the hub's token lasts. */
    Session begin(String user, String hubToken, Duration tokenLasts) {
        Duration lasts = tokenLasts.compareTo(length) < 0 ? tokenLasts : length;
        Instant expiresAt = clock.instant().plus(lasts).truncatedTo(ChronoUnit.SECONDS);
        return new Session(Randoms.text(), user, hubToken, Randoms.text(), expiresAt);
    }

    String seal(Session session) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .jwtID(session.id())
                .subject(session.user())
                .claim("hub", session.hubToken())
                .claim("csrf", session.csrfSecret());
        return seal.seal(claims, session.expiresAt());
    }

    Session open(String cookie) throws CookieRefused {
        JWTClaimsSet claims = seal.open(cookie);
        Session session = new Session(
                SealedCookie.text(claims, "jti"),
                SealedCookie.text(claims, "sub"),
                SealedCookie.text(claims, "hub"),
                SealedCookie.text(claims, "csrf"),
                claims.getExpirationTime().toInstant());
        if (ended.getIfPresent(session.id()) != null) {
            throw new CookieRefused("logged out");
        }
        return session;
    }

    /** Ends a session here; other copies of the service learn of it from the hub, if the hub ended it too. */
    void end(Session session) {
        ended.put(session.id(), true);
    }

    /** What forms of a session's pages carry. */
    static String csrfToken(Session session) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(session.csrfSecret().getBytes(StandardCharsets.UTF_8), MAC));
            byte[] token = mac.doFinal(session.id().getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + MAC, e);
        }
    }
}
