package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.quota.QuotaEvent;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.StopRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts that read and write a task's stores; one of each, since they keep what every record asks for. */
record Parts(
        Ledger ledger,
        Clock clock,
        GrantBook grants,
        Limiter limiter,
        Newest<StopRecord> stops,
        Newest<DecisionRecord> decisions,
        Rows rows,
        Outputs outputs) {

    /** What the stores hold when a source is heard. */
    Holdings holdings(String source, Instant heardAt) {
        return new Holdings(ledger.marked(source, heardAt), grants.count(), limiter.policyHash());
    }

    /**
     * Says what happened to limits of an account, as of the time heard.
     *
     * @param otherwise as of when if nothing was heard yet
     */
    void quotaEvents(AccountId account, List<QuotaEvent> events, Instant otherwise) {
        quotaEvents(account, events, otherwise, null);
    }

    /** The same, where a pod has just started. */
    void quotaEvents(AccountId account, List<QuotaEvent> events, Instant otherwise, @Nullable OpenPod started) {
        Instant heardAt = clock.of(account.realm());
        quotaEventsAsOf(heardAt == null ? otherwise : heardAt, account, events, started);
    }

    /** The same, as of an instant that need not be the time heard. */
    void quotaEventsAsOf(Instant at, AccountId account, List<QuotaEvent> events, @Nullable OpenPod started) {
        if (!events.isEmpty()) {
            outputs.quotaEvents(account, events, limiter.terms(account), at, started);
        }
    }
}
