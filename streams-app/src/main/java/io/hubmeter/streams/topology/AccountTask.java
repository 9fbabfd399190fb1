package io.hubmeter.streams.topology;

import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.StopRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Everything that concerns the accounts of one partition, whichever topic it comes from. One processor and not many: a change
 * of policy or of the clock must be known at once to all that work with it.
 */
final class AccountTask implements Processor<String, SpecificRecord, String, SpecificRecord> {
    private final MeterRetention retention;
    private final TaskCounts counts;
    private @Nullable Parts parts;

    AccountTask(MeterRetention retention, TaskCounts counts) {
        this.retention = retention;
        this.counts = counts;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        GrantBook grants = new GrantBook(context);
        Ledger ledger = new Ledger(context, retention, grants);
        Clock clock = new Clock(context);
        Limiter limiter = new Limiter(context, ledger, clock, grants);
        Outputs outputs = new Outputs(context, ledger, counts);
        parts = new Parts(
                ledger,
                clock,
                grants,
                limiter,
                new Newest<>(context.getStateStore(StoreNames.STOPS)),
                new Newest<>(context.getStateStore(StoreNames.DECISIONS)),
                new Rows(context, retention, ledger, outputs),
                outputs);
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        Parts initialised = parts;
        if (initialised == null) {
            throw new IllegalStateException("process before init");
        }
        switch (record.value()) {
            case PodRecord pod -> PodHandler.handle(record.withValue(pod), initialised);
            case AccountRecord account -> GroupsHandler.handle(record.withValue(account), initialised);
            case GrantRecord grant -> GrantHandler.handle(record.withValue(grant), initialised);
            case PolicyRecord policy -> PolicyHandler.handle(record.withValue(policy), initialised);
            case StopRecord stop -> PastHandler.handleStop(record.withValue(stop), initialised);
            case DecisionRecord decision -> PastHandler.handleDecision(record.withValue(decision), initialised);
            // A value that was deleted tells nothing: what is known of its key stays.
            case null -> {}
            default ->
                throw new IllegalStateException(
                        "found a %s, expected a pod, an account, a grant, a policy, a stop or a decision"
                                .formatted(record.value().getClass()));
        }
    }
}
