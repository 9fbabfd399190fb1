package io.hubmeter.bench.faults.load;

import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an administrator or a hub changes in a run. Instants are milliseconds since 1970. */
public sealed interface Act {
    /**
     * Another policy is published.
     *
     * @param number which, from 0
     */
    record NewPolicy(int number) implements Act {}

    /** A hub tells other groups of an account. */
    record NewGroups(String account, List<String> groups) implements Act {
        /** Keeps its own list. */
        public NewGroups {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Limits of an account are raised for a time.
     *
     * @param windowMs of the limit; null for every window of the resource
     * @param amount micro-unit milliseconds
     */
    record NewGrant(
            String account,
            String id,
            String resource,
            @Nullable Long windowMs,
            BigInteger amount,
            long fromMs,
            long untilMs)
            implements Act {}

    /**
     * A grant counts no more.
     *
     * @param atMs from when on, which is when that is carried out
     */
    record Voided(String account, String id, long atMs) implements Act {}

    /**
     * An act that was carried out.
     *
     * @param sentMs when it was handed over
     * @param ackedMs when all brokers had it
     */
    record Done(Act act, long sentMs, long ackedMs) {}
}
