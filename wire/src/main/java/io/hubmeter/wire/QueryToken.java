package io.hubmeter.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The secret that all who ask query endpoints share with them; never shown. */
public final class QueryToken {
    /** The shortest secret, in characters. */
    public static final int SHORTEST = 32;

    /** The longest, in characters: it is sent with every request. */
    public static final int LONGEST = 1_024;

    private final byte[] header;

    /**
     * A token.
     *
     * @throws IllegalArgumentException if it is too short, too long or not of visible ASCII characters; does not tell it
     */
    public QueryToken(String secret) {
        if (secret.length() < SHORTEST || secret.length() > LONGEST) {
            throw new IllegalArgumentException("query token: found %d characters, expected %d to %d"
                    .formatted(secret.length(), SHORTEST, LONGEST));
        }
        if (!secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "query token: found characters that are not visible ASCII, expected those alone");
        }
        header = ("Bearer " + secret).getBytes(StandardCharsets.US_ASCII);
    }

    /** What the header {@code Authorization} must say. */
    public String authorization() {
        return new String(header, StandardCharsets.US_ASCII);
    }

    /** Whether a header {@code Authorization} says it; takes the same time whichever character is wrong. */
    public boolean isIn(@Nullable String authorization) {
        return authorization != null && MessageDigest.isEqual(header, authorization.getBytes(StandardCharsets.UTF_8));
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "QueryToken[hidden]";
    }
}
