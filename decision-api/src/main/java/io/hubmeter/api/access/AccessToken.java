package io.hubmeter.api.access;

/**
 * A token as it is configured.
 *
 * @param caller whose it is
 * @param sha256 SHA-256 of the token in lower-case hex
 */
public record AccessToken(Caller caller, String sha256) {
    /** Checks the hash. */
    public AccessToken {
        if (!isHash(sha256)) {
            // Not repeated: somebody may have put the token itself there.
            throw new IllegalArgumentException(
                    "sha256 of token '%s': found %d characters, expected 64 hex digits in lower case"
                            .formatted(caller.name(), sha256.length()));
        }
    }

    static boolean isHash(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
