package io.hubmeter.api.grant;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.grant.Grant;

/** Records what is asked for, unless it is recorded already. Safe for use by many threads at once. */
public final class GrantRecorder {
    private final UsageView view;
    private final GrantJournal journal;

    /** A recorder that knows from a view what is recorded. */
    public GrantRecorder(UsageView view, GrantJournal journal) {
        this.view = view;
        this.journal = journal;
    }

    /** What became of a request. */
    public sealed interface Outcome {
        /** It is recorded now. */
        record Recorded(Grant grant) implements Outcome {}

        /** It was recorded before, as this. */
        record Repeated(Grant recorded) implements Outcome {}

        /** Its id was recorded before, with other terms. */
        record Conflicting(Grant recorded) implements Outcome {}
    }

    /**
     * Records.
     *
     * @throws JournalUnavailable if that was not confirmed; the same request may be made again
     */
    public Outcome record(GrantRequest asked) {
        for (Grant before : view.grants(asked.grant().account())) {
            if (asked.isNamedLike(before)) {
                return asked.repeats(before) ? new Outcome.Repeated(before) : new Outcome.Conflicting(before);
            }
        }
        journal.append(asked.grant());
        return new Outcome.Recorded(asked.grant());
    }
}
