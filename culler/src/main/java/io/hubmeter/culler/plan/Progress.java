package io.hubmeter.culler.plan;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** How far one partition is read and worked off. */
final class Progress {
    private static final long UNKNOWN = -1;

    private final long caughtUpAt;
    private final Instant since;
    private final TreeMap<Long, Open> open = new TreeMap<>();
    private long next = UNKNOWN;

    /** What is left of a record. */
    private record Open(int count, Instant since) {}

    /**
     * Nothing is acted upon before everything up to an offset is read: the last word counts.
     *
     * @param since no stop that matters to what is to be read was made before
     */
    Progress(long caughtUpAt, Instant since) {
        this.caughtUpAt = caughtUpAt;
        this.since = since;
    }

    /** Notes a record; false if it was read before. */
    boolean isNew(long offset) {
        if (offset < next) {
            return false;
        }
        next = offset + 1;
        return true;
    }

    /** Everything before that offset is read. */
    void readTo(long position) {
        next = Math.max(next, position);
    }

    void opened(long offset, Instant since) {
        open.merge(offset, new Open(1, since), (known, one) -> new Open(known.count + 1, known.since));
    }

    void closed(long offset) {
        open.computeIfPresent(offset, (same, left) -> left.count == 1 ? null : new Open(left.count - 1, left.since));
    }

    /** Whether it is known where reading is; what was committed before must stay until then. */
    boolean isKnown() {
        return next != UNKNOWN;
    }

    boolean isCaughtUp() {
        return next >= caughtUpAt;
    }

    /** Where somebody who takes over has to begin: at the oldest record of which something is left. */
    Resume resume(Instant now) {
        Map.Entry<Long, Open> oldest = open.firstEntry();
        if (oldest != null) {
            return new Resume(oldest.getKey(), oldest.getValue().since);
        }
        // What was not read yet may be long over.
        return new Resume(next, isCaughtUp() ? now : since);
    }
}
