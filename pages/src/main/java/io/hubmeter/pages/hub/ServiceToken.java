package io.hubmeter.pages.hub;

/** The secret that the hub and the service share: its API token, and as such its OAuth client secret. Nothing prints it. */
public final class ServiceToken {
    private static final int SHORTEST = 16;
    private static final int LONGEST = 512;

    private final String secret;

    private ServiceToken(String secret) {
        this.secret = secret;
    }

    /**
     * The token of a secret.
     *
     * @throws IllegalArgumentException unless it is 16 to 512 visible characters of ASCII; the message does not repeat it
     */
    public static ServiceToken of(String secret) {
        if (secret.length() < SHORTEST || secret.length() > LONGEST) {
            throw new IllegalArgumentException("token of the service: found %d characters, expected %d to %d"
                    .formatted(secret.length(), SHORTEST, LONGEST));
        }
        if (!secret.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "token of the service: found characters that are not shown, expected visible ASCII without spaces");
        }
        return new ServiceToken(secret);
    }

    /** The secret, for the hub alone. */
    String reveal() {
        return secret;
    }

    @Override
    public String toString() {
        return "ServiceToken[…]";
    }
}
