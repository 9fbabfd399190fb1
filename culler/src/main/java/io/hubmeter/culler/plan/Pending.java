package io.hubmeter.culler.plan;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** One thing that is to stop, and how far that has come. */
final class Pending {
    /** By when they are to be tried, then in the order of the topic. */
    static final Comparator<Pending> BY_TIME =
            Comparator.<Pending, Instant>comparing(pending -> pending.nextAt).thenComparingLong(pending -> pending.id);

    final long id;
    final int partition;
    final long offset;
    final News.Exceeded excess;
    final Target target;

    /** When to try; changed only while it is in no queue. */
    Instant nextAt;

    boolean isTried;
    /** Nothing is to be stopped any more, but what is under way comes to its end. */
    boolean isOver;

    int failures;
    boolean isReportedFailed;

    @Nullable
    Instant troubleSince;

    @Nullable
    Instant askedAt;

    Pending(long id, int partition, long offset, News.Exceeded excess, Target target) {
        this.id = id;
        this.partition = partition;
        this.offset = offset;
        this.excess = excess;
        this.target = target;
        this.nextAt = excess.graceUntil();
    }

    StopTask task() {
        return new StopTask(id, excess, target, askedAt);
    }
}
