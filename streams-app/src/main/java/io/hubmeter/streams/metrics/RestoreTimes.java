package io.hubmeter.streams.metrics;

import io.hubmeter.metrics.ProcessMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How stores are restored from their changelogs, each partition of each by itself. Called by several threads at once. */
final class RestoreTimes implements StateRestoreListener {
    private final MeterRegistry registry;
    private final Timer took;
    private final Map<TopicPartition, Long> begunNs = new ConcurrentHashMap<>();

    RestoreTimes(ProcessMetrics process) {
        this.registry = process.registry();
        this.took = Timer.builder("hubmeter.restore")
                .description("How long it took to restore one partition of one store")
                .register(registry);
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long fromOffset, long toOffset) {
        begunNs.put(changelog, System.nanoTime());
        // There from the start, at zero, so that the first restore is seen as a rise.
        var _ = List.of(records(store), restores(store));
    }

    private Counter records(String store) {
        return Counter.builder("hubmeter.restored.records")
                .description("Records that were read to restore stores")
                .tag("store", store)
                .register(registry);
    }

    private Counter restores(String store) {
        return Counter.builder("hubmeter.restores")
                .description("Partitions of stores that were restored to the end")
                .tag("store", store)
                .register(registry);
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long toOffset, long records) {
        records(store).increment((double) records);
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long records) {
        restores(store).increment();
        Long beganNs = begunNs.remove(changelog);
        if (beganNs != null) {
            took.record(System.nanoTime() - beganNs, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long records) {
        begunNs.remove(changelog);
    }
}
