package io.hubmeter.streams.topology;

import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.streams.hot.HotAccounts;
import io.hubmeter.streams.hot.HotPartition;
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
    private final HotAccounts hot;
    private int partition;
    private @Nullable HotPartition here;
    private @Nullable Parts parts;

    AccountTask(MeterRetention retention, TaskCounts counts, HotAccounts hot) {
        this.retention = retention;
        this.counts = counts;
        this.hot = hot;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        HotPartition begun = new HotPartition();
        GrantBook grants = new GrantBook(context, hot);
        Ledger ledger = new Ledger(context, retention, grants, hot);
        Clock clock = new Clock(context, begun);
        Limiter limiter = new Limiter(context, ledger, clock, grants, begun);
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
        partition = context.taskId().partition();
        here = begun;
        // Last, when it knows what the stores tell.
        hot.begin(partition, begun);
    }

    @Override
    public void close() {
        HotPartition begun = here;
        if (begun != null) {
            hot.end(partition, begun);
        }
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
