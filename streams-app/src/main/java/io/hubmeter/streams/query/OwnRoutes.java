package io.hubmeter.streams.query;

import io.hubmeter.core.policy.Policy;
import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.wire.json.PolicyJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/** Answers what is asked of the instance itself, and for the policy, which every partition has. */
final class OwnRoutes {
    private final UsageQueries queries;
    private final AnyCopy copies;
    private final Supplier<KafkaStreams.State> state;
    private final Supplier<RestoreProgress> restoring;
    private final Supplier<byte[]> metrics;
    private volatile boolean wasReady;

    OwnRoutes(
            UsageQueries queries,
            AnyCopy copies,
            Supplier<KafkaStreams.State> state,
            Supplier<RestoreProgress> restoring,
            Supplier<byte[]> metrics) {
        this.queries = queries;
        this.copies = copies;
        this.state = state;
        this.restoring = restoring;
        this.metrics = metrics;
    }

    /** 204 before a policy was published; 304 if the caller has it already. */
    QueryAnswer policy(QueryCall call) {
        call.query(List.of());
        for (int partition = 0; partition < queries.partitions(); partition++) {
            try {
                return policy(call, queries.active().policies().of(partition));
            } catch (StateUnavailable elsewhere) {
                // Another partition may be here.
            }
        }
        return copies.answer(
                call,
                0,
                null,
                call.target(),
                AnyCopy.Age.TOLD,
                copy -> policy(call, copy.policies().of(0)));
    }

    private static QueryAnswer.Whole policy(QueryCall call, Optional<Policy> inForce) {
        Policy policy = inForce.orElse(null);
        if (policy == null) {
            return new QueryAnswer.Whole(204, Map.of(), new byte[0]);
        }
        String tag = '"' + policy.hash() + '"';
        return tag.equals(call.header("If-None-Match"))
                ? new QueryAnswer.Whole(304, Map.of("ETag", tag), new byte[0])
                : new QueryAnswer.Whole(200, Map.of("ETag", tag), PolicyJson.write(policy));
    }

    QueryAnswer metrics(QueryCall call) {
        call.query(List.of());
        return QueryAnswer.text(ProcessMetrics.CONTENT_TYPE, metrics.get());
    }

    /** 503 once the stream processor has stopped for good: then only a restart helps. */
    QueryAnswer live(QueryCall call) {
        return switch (state.get()) {
            case ERROR, PENDING_ERROR ->
                QueryAnswer.status(503, "failed", "the stream processor has stopped; its log says why");
            case CREATED, REBALANCING, RUNNING, PENDING_SHUTDOWN, NOT_RUNNING ->
                QueryAnswer.status(200, "live", "the process runs");
        };
    }

    /** Once ready it stays so while partitions change hands: standbys and other instances answer meanwhile. */
    QueryAnswer ready(QueryCall call) {
        KafkaStreams.State now = state.get();
        if (now == KafkaStreams.State.RUNNING) {
            wasReady = true;
            return QueryAnswer.status(200, "ready", "every store is restored");
        }
        if (wasReady && now == KafkaStreams.State.REBALANCING) {
            return QueryAnswer.status(200, "ready", "partitions change hands");
        }
        RestoreProgress progress = restoring.get();
        String stores = progress.copies() == 0
                ? "no store is restoring"
                : "%d partitions of stores are restoring, %d of %d records are left"
                        .formatted(progress.copies(), progress.left(), progress.records());
        return QueryAnswer.status(
                503, "not-ready", "stream processor: found %s, expected RUNNING; %s".formatted(now, stores));
    }
}
