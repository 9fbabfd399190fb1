package io.hubmeter.streams.topology;

import io.hubmeter.core.quota.QuotaEvent;
import io.hubmeter.core.usage.Period;

/**
 * What is counted where it is forwarded. After a crash what was not committed is forwarded, and counted, again. Safe for use by many
 * threads at once, and never in the way.
 */
public interface TaskCounts {
    /** Counts nothing. */
    TaskCounts NONE = new TaskCounts() {
        @Override
        public void reading(int revision) {}

        @Override
        public void limitEvent(QuotaEvent event) {}

        @Override
        public void rejected(RejectReason reason) {}

        @Override
        public void row(Period period, int revision) {}
    };

    /** A reading; a revision of 0 is the first of its instant. */
    void reading(int revision);

    /** Something that happened to a limit. */
    void limitEvent(QuotaEvent event);

    /** A record that was not accepted. */
    void rejected(RejectReason reason);

    /** A usage row of an account; a revision of 0 is the first of its period. */
    void row(Period period, int revision);
}
