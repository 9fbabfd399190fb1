package io.hubmeter.streams.metrics;

import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.streams.query.RestoreProgress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How stores are restored from their changelogs, each partition of each by itself: logged, counted, and told to whoever asks
 * for health. Called by several threads at once.
 */
final class RestoreTimes implements StateRestoreListener {
    private static final Logger LOG = LoggerFactory.getLogger(RestoreTimes.class);
    private static final long SAY_EVERY_NS = Duration.ofSeconds(10).toNanos();

    private final MeterRegistry registry;
    private final Timer took;
    private final LongSupplier nanoTime;
    private final Map<TopicPartition, Restoring> restoring = new ConcurrentHashMap<>();
    private final Set<String> counted = ConcurrentHashMap.newKeySet();

    RestoreTimes(ProcessMetrics process) {
        this(process, System::nanoTime);
    }

    RestoreTimes(ProcessMetrics process, LongSupplier nanoTime) {
        this.registry = process.registry();
        this.nanoTime = nanoTime;
        this.took = Timer.builder("hubmeter.restore")
                .description("How long it took to restore one partition of one store")
                .register(registry);
    }

    /** What is being restored now, all stores together. */
    RestoreProgress progress() {
        int copies = 0;
        long records = 0;
        long left = 0;
        for (Restoring one : restoring.values()) {
            copies++;
            records += one.records();
            left += one.left();
        }
        return new RestoreProgress(copies, records, left);
    }

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long fromOffset, long toOffset) {
        long nowNs = nanoTime.getAsLong();
        long records = Math.max(0, toOffset - fromOffset);
        restoring.put(changelog, new Restoring(store, changelog.partition(), records, 0, nowNs, nowNs));
        // There from the start, at zero, so that the first restore is seen as a rise.
        var _ = List.of(records(store), restores(store));
        if (counted.add(store)) {
            left(store);
        }
        if (records > 0) {
            LOG.info("restoring begins, store={} partition={} left={}", store, changelog.partition(), records);
        }
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

    private void left(String store) {
        Gauge.builder(
                        "hubmeter.restore.left.records",
                        restoring,
                        all -> all.values().stream()
                                .filter(one -> one.store().equals(store))
                                .mapToLong(Restoring::left)
                                .sum())
                .description("Records that are still to be read to restore stores, at most")
                .tag("store", store)
                .register(registry);
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long toOffset, long records) {
        records(store).increment((double) records);
        long nowNs = nanoTime.getAsLong();
        restoring.computeIfPresent(changelog, (partition, one) -> {
            Restoring further = one.plus(records);
            if (nowNs - further.saidNs() < SAY_EVERY_NS) {
                return further;
            }
            log("goes on", further, nowNs);
            return further.said(nowNs);
        });
    }

    private static void log(String what, Restoring one, long nowNs) {
        LOG.info(
                "restoring {}, store={} partition={} records={} left={} rate={}/s",
                what,
                one.store(),
                one.partition(),
                one.read(),
                one.left(),
                one.rate(nowNs));
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long records) {
        restores(store).increment();
        Restoring ended = restoring.remove(changelog);
        if (ended != null) {
            long nowNs = nanoTime.getAsLong();
            took.record(nowNs - ended.beganNs(), TimeUnit.NANOSECONDS);
            if (ended.records() > 0) {
                LOG.info(
                        "restoring ends, store={} partition={} records={} rate={}/s",
                        store,
                        changelog.partition(),
                        ended.read(),
                        ended.rate(nowNs));
            }
        }
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long records) {
        Restoring given = restoring.remove(changelog);
        if (given != null && given.records() > 0) {
            log("is given to another instance", given, nanoTime.getAsLong());
        }
    }
}
