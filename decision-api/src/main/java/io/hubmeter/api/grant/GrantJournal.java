package io.hubmeter.api.grant;

import io.hubmeter.core.grant.Grant;

/** Where grants, corrections and voids are recorded for ever. Safe for use by many threads at once. */
@FunctionalInterface
public interface GrantJournal {
    /**
     * Records; when this returns, it is on disk wherever the journal is kept.
     *
     * @throws JournalUnavailable if that was not confirmed in time; it may be recorded all the same
     */
    void append(Grant grant);
}
