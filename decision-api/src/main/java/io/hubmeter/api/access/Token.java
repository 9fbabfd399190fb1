package io.hubmeter.api.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A secret that tells who calls. Whoever holds it is the caller, so nothing prints it but what hands it out.
 *
 * <p>Only its SHA-256 is configured. That is enough for a secret of 256 random bits, which nobody can guess, and would not be
 * for a password (ADR 0020).
 */
public final class Token {
    /** The longest token that is looked at, in characters. */
    public static final int LONGEST = 512;

    private static final String PREFIX = "hm_";
    private static final int RANDOM_BYTES = 32;

    private final String secret;

    private Token(String secret) {
        this.secret = secret;
    }

    /** A new token of 256 random bits: {@code hm_} and 43 characters of base64url, so that scanners can tell what it is. */
    public static Token create(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return new Token(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The token of a secret, 1 to {@value #LONGEST} characters. */
    public static Token of(String secret) {
        if (secret.isEmpty() || secret.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "token: found %d characters, expected 1 to %d".formatted(secret.length(), LONGEST));
        }
        return new Token(secret);
    }

    /** The secret, to be shown once to whoever it is for. */
    public String reveal() {
        return secret;
    }

    /** SHA-256 in lower-case hex, as the configuration has it. */
    public String sha256() {
        return HexFormat.of().formatHex(hash(secret));
    }

    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Token[…]";
    }
}
