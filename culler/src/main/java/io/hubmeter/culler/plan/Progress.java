package io.hubmeter.culler.plan;

import java.util.TreeMap;

/** How far one partition is read and worked off. */
final class Progress {
    private final long caughtUpAt;
    private final TreeMap<Long, Integer> open = new TreeMap<>();
    private long next;

    /** Nothing is acted upon before everything up to that offset is read: the last word counts. */
    Progress(long caughtUpAt) {
        this.caughtUpAt = caughtUpAt;
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

    void opened(long offset) {
        open.merge(offset, 1, Integer::sum);
    }

    void closed(long offset) {
        open.computeIfPresent(offset, (same, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    boolean isCaughtUp() {
        return next >= caughtUpAt;
    }

    /** Where somebody who takes over has to begin: at the oldest record of which something is left. */
    long resumeAt() {
        return open.isEmpty() ? next : open.firstKey();
    }
}
