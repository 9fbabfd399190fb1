package io.hubmeter.bench.pages;

/**
 * Who is measured with.
 *
 * @param accounts how many the stores hold
 * @param users how many of them, evenly spread, look at pages; not more than accounts
 */
record Crowd(int accounts, int users) {
    /** One user in so many works so much that the month has {@link #BUSY_READINGS}. */
    static final int BUSY_EVERY = 20;

    static final int BUSY_READINGS = 2_000;
    static final int LEAST_READINGS = 60;
    static final int MOST_READINGS = 200;
    /** Readings of those who look at nothing. */
    static final int OTHERS_READINGS = 20;

    private static final int STEP = 37;

    private int each() {
        return accounts / users;
    }

    /** The number of the account of a user. */
    int numberOf(int user) {
        // Of every second account a server runs on, so that the numbers must not all be even.
        return user * each() + user % each();
    }

    /** How many readings an account has. */
    int readings(int number) {
        int user = number / each();
        if (user >= users || number != numberOf(user)) {
            return OTHERS_READINGS;
        }
        return user % BUSY_EVERY == 0
                ? BUSY_READINGS
                : LEAST_READINGS + user * STEP % (MOST_READINGS - LEAST_READINGS + 1);
    }
}
