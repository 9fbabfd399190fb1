package io.hubmeter.streams.topology;

import io.hubmeter.core.grant.Corrections;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.streams.hot.HotAccounts;
import io.hubmeter.streams.state.CorrectionRecords;
import io.hubmeter.streams.state.GrantEntries;
import io.hubmeter.streams.state.GrantKeys;
import io.hubmeter.streams.state.avro.CorrectionsRecord;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;

/** What administrators recorded about a task's accounts, and what their corrections were turned into. */
final class GrantBook {
    private final KeyValueStore<Bytes, GrantRecord> grants;
    private final KeyValueStore<String, CorrectionsRecord> corrections;

    private final HotAccounts hot;

    GrantBook(ProcessorContext<?, ?> context, HotAccounts hot) {
        this.hot = hot;
        this.grants = context.getStateStore(StoreNames.GRANTS);
        this.corrections = context.getStateStore(StoreNames.CORRECTIONS);
    }

    /** Everything recorded about an account, in the order in which it was. */
    Grants of(AccountId account) {
        List<Grant> entries = GrantEntries.of(grants.range(GrantKeys.first(account), GrantKeys.last(account)));
        return entries.isEmpty() ? Grants.NONE : new Grants(entries);
    }

    void put(Grant entry) {
        hot.writing(entry.account());
        grants.put(GrantKeys.of(entry), io.hubmeter.wire.Grants.record(entry));
        hot.writing(entry.account());
    }

    /** How many entries there are, of all accounts; exact, since the store is in memory. Entries are never removed. */
    long count() {
        return grants.approximateNumEntries();
    }

    Corrections corrections(AccountId account) {
        CorrectionsRecord record = corrections.get(account.toString());
        return record == null ? Corrections.NONE : CorrectionRecords.corrections(record);
    }

    void put(AccountId account, Corrections changed) {
        corrections.put(account.toString(), CorrectionRecords.record(changed));
    }
}
