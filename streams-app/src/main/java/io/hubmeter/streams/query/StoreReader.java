package io.hubmeter.streams.query;

import java.util.Set;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.jspecify.annotations.Nullable;

/** Interactive queries (KIP-796) against one store of one partition of this instance, active or standby. */
final class StoreReader {
    private final KafkaStreams streams;

    StoreReader(KafkaStreams streams) {
        this.streams = streams;
    }

    /**
     * The result of a query; null if it found nothing.
     *
     * @throws StateUnavailable if this instance has no copy of the partition that can be read now
     */
    <R> @Nullable R query(String store, int partition, Query<R> query) {
        QueryResult<R> result;
        try {
            result = streams.query(
                            StateQueryRequest.inStore(store).withQuery(query).withPartitions(Set.of(partition)))
                    .getPartitionResults()
                    .get(partition);
        } catch (StreamsException | IllegalStateException e) {
            throw new StateUnavailable("store %s of partition %d: %s".formatted(store, partition, e.getMessage()), e);
        }
        if (result == null) {
            throw new StateUnavailable("store %s: found no copy of partition %d here".formatted(store, partition));
        }
        if (result.isFailure()) {
            throw new StateUnavailable("store %s of partition %d: %s: %s"
                    .formatted(store, partition, result.getFailureReason(), result.getFailureMessage()));
        }
        return result.getResult();
    }
}
