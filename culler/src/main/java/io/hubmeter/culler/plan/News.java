package io.hubmeter.culler.plan;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.quota.Limit;
import java.time.Instant;
import java.util.List;

/** What a record of {@code hubmeter.over-quota} means to a culler. */
public sealed interface News {

    /** Nothing: the record is unusable. */
    record Nothing() implements News {}

    /** Whatever was to be stopped for a limit may stay: it is kept again, or not enforced any more. */
    record Cleared(Subject subject) implements News {}

    /**
     * Servers have to stop.
     *
     * @param graceUntil not before
     * @param revision how often the crossing was amended
     * @param evaluatedAt heard time at which it was found
     * @param targets what has to stop on this culler's hub, each once; may be empty
     */
    record Exceeded(
            AccountId account,
            Limit limit,
            String origin,
            Instant crossedAt,
            Instant graceUntil,
            int revision,
            String policyHash,
            Instant evaluatedAt,
            List<Target> targets)
            implements News {
        /** Keeps a copy. */
        public Exceeded {
            targets = List.copyOf(targets);
        }

        /** The limit that it is about. */
        public Subject subject() {
            return Subject.of(account, limit);
        }
    }
}
