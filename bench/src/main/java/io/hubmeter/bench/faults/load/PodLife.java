package io.hubmeter.bench.faults.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One pod from its beginning to its end.
 *
 * @param realm of the account that is charged
 * @param user of that account
 * @param source the number of the source that watches it
 * @param changes in the order of time; at least one
 * @param isPrompt whether every change is told at the moment at which it happens, so that nothing of it is ever late
 */
record PodLife(String uid, String realm, String user, int source, List<Change> changes, boolean isPrompt) {

    /** The pod as a list at an instant shows it; null if it is not there, or over. */
    @Nullable
    Change listedAt(long atMs) {
        Change last = null;
        for (Change change : changes) {
            if (change.seenMs() <= atMs) {
                last = change;
            }
        }
        return last == null || last.isOver() ? null : last;
    }
}
