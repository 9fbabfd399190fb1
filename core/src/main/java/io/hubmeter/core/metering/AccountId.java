package io.hubmeter.core.metering;

import java.util.Comparator;

/**
 * Who is charged: one user within one realm, written {@code realm/user}.
 *
 * <p>A realm is one or more hubs that share quotas. It matches {@code [a-z0-9-]+}, so the first {@code /} of the written form
 * always splits it, whatever the user name holds.
 *
 * @param realm 1 to 63 characters of {@code a-z}, {@code 0-9} and {@code -}
 * @param user the raw JupyterHub name, opaque: any Unicode, never empty, at most {@value #MAX_USER_LENGTH} characters
 */
public record AccountId(String realm, String user) implements Comparable<AccountId> {
    /** The longest user name accepted, in UTF-16 units; JupyterHub itself stores at most 255. */
    public static final int MAX_USER_LENGTH = 255;

    private static final int MAX_REALM_LENGTH = 63;
    private static final Comparator<AccountId> ORDER =
            Comparator.comparing(AccountId::realm).thenComparing(AccountId::user);

    /** Checks both parts. */
    public AccountId {
        if (!isRealm(realm)) {
            throw new IllegalArgumentException("realm: found '%s', expected 1 to %d characters of a-z, 0-9 and -"
                    .formatted(realm, MAX_REALM_LENGTH));
        }
        if (user.isEmpty() || user.length() > MAX_USER_LENGTH) {
            throw new IllegalArgumentException(
                    "user: found %d characters, expected 1 to %d".formatted(user.length(), MAX_USER_LENGTH));
        }
    }

    /**
     * The account written as {@code realm/user}.
     *
     * @throws IllegalArgumentException if there is no {@code /}, or a part is not acceptable
     */
    public static AccountId parse(String written) {
        int slash = written.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("account: found '%s', expected realm/user".formatted(written));
        }
        return new AccountId(written.substring(0, slash), written.substring(slash + 1));
    }

    /** Whether the text is an acceptable realm. */
    public static boolean isRealm(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_REALM_LENGTH
                && text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
    }

    @Override
    public int compareTo(AccountId other) {
        return ORDER.compare(this, other);
    }

    /** The written form, {@code realm/user}; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return realm + '/' + user;
    }
}
