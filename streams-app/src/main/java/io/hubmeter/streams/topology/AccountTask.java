package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.quota.QuotaEvent;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** What the processors of a task have in common: its stores, and its sinks. */
abstract class AccountTask<V> implements Processor<String, V, String, SpecificRecord> {
    private final MeterRetention retention;
    private @Nullable Parts parts;

    AccountTask(MeterRetention retention) {
        this.retention = retention;
    }

    /** The parts that read and write the task's stores. */
    record Parts(Ledger ledger, Clock clock, Limiter limiter, Outputs outputs) {
        void quotaEvents(AccountId account, List<QuotaEvent> events, Instant at) {
            quotaEvents(account, events, at, null);
        }

        void quotaEvents(AccountId account, List<QuotaEvent> events, Instant at, @Nullable OpenPod started) {
            if (!events.isEmpty()) {
                outputs.quotaEvents(account, events, limiter.policy(), at, started);
            }
        }
    }

    @Override
    public final void init(ProcessorContext<String, SpecificRecord> context) {
        Ledger ledger = new Ledger(context, retention);
        Clock clock = new Clock(context);
        parts = new Parts(ledger, clock, new Limiter(context, ledger, clock), new Outputs(context, ledger));
    }

    @Override
    public final void process(Record<String, V> record) {
        Parts initialised = parts;
        if (initialised == null) {
            throw new IllegalStateException("process before init");
        }
        if (record.value() != null) {
            process(record, initialised);
        }
    }

    /** Handles a record with a value. */
    abstract void process(Record<String, V> record, Parts parts);
}
