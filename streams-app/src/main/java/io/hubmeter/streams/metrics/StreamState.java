package io.hubmeter.streams.metrics;

import io.hubmeter.metrics.Labelled;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/** How the stream processor stands, asked at each scrape. */
final class StreamState implements MultiCollector {
    private static final String FETCHES = "consumer-fetch-manager-metrics";
    private static final String LAG = "records-lag";

    private final KafkaStreams streams;
    private final Supplier<Map<String, Instant>> heardByRealm;

    StreamState(KafkaStreams streams, Supplier<Map<String, Instant>> heardByRealm) {
        this.streams = streams;
        this.heardByRealm = heardByRealm;
    }

    @Override
    public MetricSnapshots collect() {
        Labelled states = new Labelled("hubmeter_stream_state", "1 for the state of the stream processor", "state");
        KafkaStreams.State now = streams.state();
        for (KafkaStreams.State state : KafkaStreams.State.values()) {
            states.add(
                    state == now ? 1 : 0, state.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        Labelled heard = new Labelled(
                "hubmeter_heard_timestamp_seconds",
                "The time heard from the stalest source that feeds the realm, over the partitions that are here",
                "realm");
        heardByRealm.get().forEach((realm, at) -> heard.add(at.toEpochMilli() / 1e3, realm));
        Labelled lag = new Labelled(
                "hubmeter_stream_lag_records",
                "End offset minus position, all inputs of this instance together; NaN before anything was fetched");
        lag.add(lag(streams.metrics()));
        return MetricSnapshots.of(states.snapshot(), heard.snapshot(), lag.snapshot());
    }

    /** Of the inputs alone: what is restored has consumers of its own. */
    static double lag(Map<MetricName, ? extends Metric> metrics) {
        double sum = Double.NaN;
        for (Map.Entry<MetricName, ? extends Metric> metric : metrics.entrySet()) {
            MetricName name = metric.getKey();
            boolean isInput = name.group().equals(FETCHES)
                    && name.name().equals(LAG)
                    && name.tags().containsKey("partition")
                    && isOfInputs(name.tags().getOrDefault("client-id", ""));
            if (isInput && metric.getValue().metricValue() instanceof Double records && !records.isNaN()) {
                sum = Double.isNaN(sum) ? records : sum + records;
            }
        }
        return sum;
    }

    private static boolean isOfInputs(String client) {
        return client.endsWith("-consumer") && !client.endsWith("-restore-consumer");
    }
}
