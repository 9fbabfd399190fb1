package io.hubmeter.collector.kubernetes;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.schemas.avro.SourceOffset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was seen, in that order; between, at every heartbeat, how far everything is written and acknowledged. One
 * thread.
 */
final class PodWriter {
    private final String source;
    private final List<String> realms;
    private final Duration heartbeatEvery;
    private final Duration silence;
    private final BlockingQueue<Item> queue;
    private final Hearing hearing;
    private final Publisher publisher;
    private final SourceMetrics metrics;
    private final InstantSource clock;
    private Item.@Nullable Position seen;
    private Item.@Nullable Position committed;
    private Instant heartbeatAt = Instant.MIN;

    PodWriter(
            KubernetesSourceConfig config,
            BlockingQueue<Item> queue,
            Hearing hearing,
            Publisher publisher,
            SourceMetrics metrics,
            InstantSource clock) {
        this.source = config.name();
        this.realms = config.hubs().allRealms();
        this.heartbeatEvery = config.heartbeatEvery();
        this.silence = config.silence();
        this.queue = queue;
        this.hearing = hearing;
        this.publisher = publisher;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Goes on until the thread is interrupted, the watching thread has given up, or Kafka does not take a record. */
    void run() throws Exception {
        long dueNs = System.nanoTime();
        while (true) {
            Item item = queue.poll(Math.max(0, dueNs - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (item != null) {
                write(item);
            }
            if (System.nanoTime() - dueNs >= 0) {
                beat();
                dueNs = System.nanoTime() + heartbeatEvery.toNanos();
            }
        }
    }

    private void beat() throws Exception {
        hearing.breakOffIfSilent(silence);
        Instant until = hearing.until();
        for (int waiting = queue.size(); waiting > 0; waiting--) {
            write(queue.take());
        }
        if (until != null && until.isAfter(heartbeatAt)) {
            message(new PodRecord(
                    PodOp.m,
                    null,
                    null,
                    new Heartbeat(realms),
                    new Source(source, null, seen == null ? 0 : seen.version(), null),
                    until));
            heartbeatAt = until;
        }
        commit();
        publisher.flush();
        hearing.acknowledged();
    }

    private void write(Item item) throws Exception {
        switch (item) {
            case Item.Change change -> {
                publisher.pod(
                        change.account(),
                        change.record(),
                        () -> metrics.acknowledged(change.receivedNs(), change.happenedAt()));
                metrics.written(change.record().getOp());
            }
            case Item.Message(PodRecord record) -> message(record);
            case Item.Rejected(var record) -> publisher.reject(record);
            case Item.Owned(var record) -> publisher.owner(record);
            case Item.Position position -> seen = position;
            case Item.Barrier(var passed) -> {
                commit();
                publisher.flush();
                passed.complete(null);
            }
            case Item.Failed(Error bug) -> throw bug;
            case Item.Failed(Exception bug) -> throw bug;
            case Item.Failed(Throwable bug) -> throw new IllegalStateException(bug);
        }
    }

    private void message(PodRecord record) {
        publisher.message(record);
        metrics.written(PodOp.m);
    }

    private void commit() {
        if (seen != null && !seen.equals(committed)) {
            publisher.offset(new SourceOffset(source, seen.version(), 0L, false, clock.instant(), seen.snapshot()));
            committed = seen;
        }
    }
}
