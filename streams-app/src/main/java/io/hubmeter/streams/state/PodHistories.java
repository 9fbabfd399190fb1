package io.hubmeter.streams.state;

import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.RateSpan;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import io.hubmeter.streams.state.avro.RateSpanRecord;
import io.hubmeter.streams.state.avro.ServerRecord;
import io.hubmeter.wire.ExactDecimals;

/** Pods as the pod stores hold them. */
public final class PodHistories {
    private PodHistories() {}

    /** The record of a pod. */
    public static PodHistoryRecord record(String source, ServerRecord server, long snapshot, PodHistory history) {
        return new PodHistoryRecord(
                source,
                server,
                snapshot,
                history.version(),
                history.seenAt(),
                history.spans().stream()
                        .map(span ->
                                new RateSpanRecord(span.version(), span.from(), ExactDecimals.decimals(span.rates())))
                        .toList(),
                history.scheduledAt(),
                history.endedAt(),
                history.endVersion());
    }

    /** Where a pod is. */
    public static ServerRecord server(PodState state) {
        return new ServerRecord(
                state.getNamespace(), state.getName(), state.getHub(), state.getServerName(), state.getDaskCluster());
    }

    /** The history of a record. */
    public static PodHistory history(PodHistoryRecord record) {
        return new PodHistory(
                record.getVersion(),
                record.getSeenAt(),
                record.getSpans().stream()
                        .map(span -> new RateSpan(
                                span.getVersion(), span.getFrom(), ExactDecimals.quantities(span.getRates())))
                        .toList(),
                record.getScheduledAt(),
                record.getEndedAt(),
                record.getEndVersion());
    }
}
