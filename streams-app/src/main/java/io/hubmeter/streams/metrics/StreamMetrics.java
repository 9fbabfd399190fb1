package io.hubmeter.streams.metrics;

import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.streams.query.RestoreProgress;
import io.hubmeter.streams.topology.TaskCounts;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.jspecify.annotations.Nullable;

/** The metrics of one instance; nothing about single accounts is among them. */
public final class StreamMetrics implements AutoCloseable {
    private final ProcessMetrics process;
    private final ForwardCounts counts;
    private final RestoreTimes restores;
    private @Nullable KafkaStreamsMetrics ofKafka;

    /** Metrics in the registry of a process, counters at zero. */
    public StreamMetrics(ProcessMetrics process) {
        this.process = process;
        this.counts = new ForwardCounts(process.registry());
        this.restores = new RestoreTimes(process);
    }

    /** Where tasks count what they forward. */
    public TaskCounts counts() {
        return counts;
    }

    /** Where the instance tells of stores that are restored. */
    public StateRestoreListener restores() {
        return restores;
    }

    /** How far the stores of the instance are restored. */
    public RestoreProgress restoring() {
        return restores.progress();
    }

    /**
     * Watches the instance, and what Kafka's own threads and clients measure. Called once.
     *
     * @param heardByRealm the time heard from the stalest source of each realm; throws nothing
     */
    public void watch(KafkaStreams streams, Supplier<Map<String, Instant>> heardByRealm) {
        process.add(new StreamState(streams, heardByRealm));
        KafkaStreamsMetrics binder = new KafkaStreamsMetrics(streams);
        binder.bindTo(process.registry());
        ofKafka = binder;
    }

    /** Everything of the process, in the text format of Prometheus and in UTF-8. */
    public byte[] scrape() {
        return process.scrape();
    }

    @Override
    public void close() {
        KafkaStreamsMetrics binder = ofKafka;
        if (binder != null) {
            binder.close();
        }
    }
}
