package io.hubmeter.core.quota;

import io.hubmeter.core.metering.ExactInstant;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Something to be said of a limit of an account. */
public sealed interface QuotaEvent {

    /** Why something is said. */
    enum Cause {
        /** Usage moved over the limit, or the window slid and freed enough. */
        CROSSED,
        /** A pod started while usage was over the limit; the crossing was reported before. */
        STARTED_WHILE_EXCEEDED,
        /** An event that came late changed the history. */
        AMENDED,
        /** The limit itself changed: another policy, or other groups. */
        POLICY_CHANGED,
        /** The limit itself changed: a grant began, ended or was voided. */
        GRANT_CHANGED
    }

    /** The limit. */
    Limit limit();

    /** Since when usage is, or was, over the limit. */
    ExactInstant crossedAt();

    /** Why it is said. */
    Cause cause();

    /** Usage in the limit's window at the instant up to which the history was known, in micro-unit milliseconds. */
    BigInteger used();

    /** When what is said happened: the crossing or the recovery. */
    ExactInstant happenedAt();

    /** Usage is over the limit. */
    record Exceeded(Limit limit, ExactInstant crossedAt, int revision, Cause cause, BigInteger used)
            implements QuotaEvent {
        @Override
        public ExactInstant happenedAt() {
            return crossedAt;
        }
    }

    /** Usage, which was over the limit since {@code crossedAt}, is not any more from {@code restoredAt} on. */
    record Restored(Limit limit, ExactInstant crossedAt, ExactInstant restoredAt, Cause cause, BigInteger used)
            implements QuotaEvent {
        @Override
        public ExactInstant happenedAt() {
            return restoredAt;
        }
    }

    /**
     * Usage has reached a part of the limit.
     *
     * @param percent of the limit, 1 to 99
     * @param revision how often the instant was amended; 0 when it is first reported
     * @param exhaustedAt when the limit itself is reached if the rates stay; null if that is not within one window
     */
    record Warned(
            Limit limit,
            int percent,
            ExactInstant crossedAt,
            int revision,
            Cause cause,
            BigInteger used,
            @Nullable ExactInstant exhaustedAt)
            implements QuotaEvent {
        @Override
        public ExactInstant happenedAt() {
            return crossedAt;
        }
    }
}
