package io.hubmeter.pages.trial;

import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a trial. */
public sealed interface TrialOutcome {

    /**
     * It was tried.
     *
     * @param name of the policy
     * @param hash SHA-256 of the file in lower-case hex
     * @param from when it is supposed to have come into force
     * @param until the end
     * @param counts what it comes to
     * @param events the first of what would have happened, by account and time
     * @param moreEvents how many there are beyond
     * @param suggestions limits that real use suggests, those for everybody first
     */
    record Tried(
            String name,
            String hash,
            Instant from,
            Instant until,
            Counts counts,
            List<Event> events,
            long moreEvents,
            List<Suggested> suggestions)
            implements TrialOutcome {
        /** Keeps the lists to itself. */
        public Tried {
            events = List.copyOf(events);
            suggestions = List.copyOf(suggestions);
        }
    }

    /** The policy has problems, so nothing was tried; at least one, in the order of the file. */
    record Faulty(List<Problem> problems) implements TrialOutcome {
        /** Keeps the list to itself. */
        public Faulty {
            problems = List.copyOf(problems);
        }
    }

    /** It cannot be tried; a sentence says why. */
    record Refused(String why) implements TrialOutcome {}

    /**
     * What is wrong in a policy.
     *
     * @param line counted from 1
     * @param column counted from 1
     * @param message what was found, and what is expected
     */
    record Problem(int line, int column, String message) {}

    /**
     * What it comes to.
     *
     * @param accounts how many accounts had servers
     * @param warned how many of them would have been warned
     * @param deniedAccounts how many would have been denied a start
     * @param stoppedAccounts how many would have had a server stopped
     * @param permitted how many starts would have been permitted
     * @param denied how many starts would have been denied
     * @param stopped how many servers would have been stopped
     * @param observed how many starts only enforcement would have denied
     */
    record Counts(
            int accounts,
            int warned,
            int deniedAccounts,
            int stoppedAccounts,
            int permitted,
            int denied,
            int stopped,
            int observed) {}

    /** What would have happened to somebody. */
    enum What {
        /** A limit is nearly used up. */
        WARNED,
        /** A limit is used up. */
        EXCEEDED,
        /** It is not any more. */
        RESTORED,
        /** A server did not start. */
        DENIED,
        /** A server was stopped. */
        STOPPED
    }

    /**
     * Something that would have happened.
     *
     * @param user whose account it is
     * @param isObserved whether it would only have been told
     * @param limit the limit
     * @param rule where the limit comes from
     * @param server the server that it is about; null if none
     * @param sentence what the user would have read; empty if nothing
     */
    record Event(
            Instant at,
            String user,
            What what,
            boolean isObserved,
            Limit limit,
            String rule,
            @Nullable String server,
            String sentence) {}

    /**
     * A limit that real use suggests.
     *
     * @param group whose members it is for; empty for everybody
     * @param limit with the suggested amount
     * @param accounts how many used any
     * @param reached how many would have reached it
     * @param atPercentiles their greatest use at the 50th, 90th, 95th, 99th and 100th percentile, in micro-unit milliseconds
     */
    record Suggested(String group, Limit limit, int accounts, long reached, List<BigInteger> atPercentiles) {
        /** Which percentiles are told. */
        public static final List<Integer> PERCENTILES = List.of(50, 90, 95, 99, 100);

        /** Keeps the list to itself. */
        public Suggested {
            atPercentiles = List.copyOf(atPercentiles);
        }
    }
}
