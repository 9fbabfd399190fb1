package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.hub.Ticker;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.schemas.avro.SourceOffset;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists, then watches, again and again: from the version where the last run stopped, or after a snapshot where the server
 * does not remember that version any more. Puts what it sees into a queue and waits when that is full, so that then the
 * server has to wait, or ends the watch, which goes on later from where it was.
 */
final class PodWatch {
    private static final Logger LOG = LoggerFactory.getLogger(PodWatch.class);
    private static final Duration BARRIER = Duration.ofMinutes(2);
    private static final Duration SHORT_LIVED = Duration.ofSeconds(1);
    private static final ExponentialBackoff BACKOFF = new ExponentialBackoff(200, 2, 10_000, 0.3);

    private final String source;
    private final PodApi api;
    private final Function<ApiFailure, String> explain;
    private final PodChanges changes;
    private final Offsets offsets;
    private final BlockingQueue<Item> queue;
    private final Hearing hearing;
    private final SourceMetrics metrics;
    private final InstantSource clock;
    private final Ticker ticker;
    private long position;
    private long snapshot;
    private int failures;

    /**
     * Has not begun.
     *
     * @param explain what to say of a request that was forbidden
     */
    PodWatch(
            String source,
            PodApi api,
            Function<ApiFailure, String> explain,
            PodChanges changes,
            Offsets offsets,
            BlockingQueue<Item> queue,
            Hearing hearing,
            SourceMetrics metrics,
            InstantSource clock,
            Ticker ticker) {
        this.source = source;
        this.api = api;
        this.explain = explain;
        this.changes = changes;
        this.offsets = offsets;
        this.queue = queue;
        this.hearing = hearing;
        this.metrics = metrics;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Goes on until the thread is interrupted; what nobody foresaw is put into the queue as the last item. */
    void runToTheEnd() {
        try {
            run();
        } catch (InterruptedException e) {
            LOG.debug("{}: stopped", source);
        }
    }

    private void run() throws InterruptedException {
        try {
            SourceOffset newest = offsets.newest(source);
            position = newest == null ? 0 : newest.getPosition();
            snapshot = newest == null ? 0 : newest.getSnapshot();
            while (true) {
                once();
            }
        } catch (RuntimeException | Error e) {
            queue.put(new Item.Failed(e));
        }
    }

    private void once() throws InterruptedException {
        try {
            if (position == 0) {
                snapshot();
            }
            follow();
        } catch (ApiFailure e) {
            if (e.isGone()) {
                LOG.info("{}: version {} is gone, {}; a snapshot follows", source, position, e.getMessage());
                position = 0;
                // The first time at once; a server that forgets what it has just listed is left alone for longer and
                // longer.
                restart("gone", failures++ == 0 ? null : e);
            } else {
                restart(e.isForbidden() ? "forbidden" : "refused", e);
            }
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while reading");
            }
            restart(hearing.takeReason("broken"), e);
        }
    }

    /** Follows the changes until the watch ends. */
    private void follow() throws ApiFailure, IOException, InterruptedException {
        long newest = api.version();
        if (position > newest) {
            // The store was restored from a backup: versions begin again.
            LOG.warn("{}: found version {}, the cluster is at {}; a snapshot follows", source, position, newest);
            position = 0;
            restart("future", failures++ == 0 ? null : new IOException("versions went back to " + newest));
            return;
        }
        Duration began = ticker.elapsed();
        try (WatchStream stream = api.watch(position)) {
            hearing.began(stream, position >= newest);
            JsonNode event = stream.next();
            while (event != null) {
                long receivedNs = System.nanoTime();
                event(event, hearing.received(), receivedNs);
                hearing.handled(position >= newest);
                failures = 0;
                event = stream.next();
            }
        } finally {
            hearing.ended();
        }
        boolean isShortLived = ticker.elapsed().minus(began).compareTo(SHORT_LIVED) < 0;
        failures = isShortLived ? failures : 0;
        restart(
                hearing.takeReason("ended"),
                isShortLived ? new IOException("the watch ended as soon as it had begun") : null);
    }

    private void event(JsonNode event, Instant observedAt, long receivedNs)
            throws ApiFailure, IOException, InterruptedException {
        JsonNode object = event.path("object");
        String type = event.path("type").asText("");
        switch (type) {
            case "ADDED", "MODIFIED", "DELETED" -> {
                putAll(changes.of(type, object, null, observedAt, receivedNs));
                advance(object);
            }
            case "BOOKMARK" -> advance(object);
            case "ERROR" -> throw Refusals.of(object);
            default ->
                LOG.warn(
                        "{}: found a watch event of type '{}', expected ADDED, MODIFIED, DELETED, BOOKMARK or ERROR",
                        source,
                        type);
        }
    }

    private void advance(JsonNode object) throws InterruptedException {
        long version = Versions.of(object).orElse(position);
        if (version > position) {
            position = version;
            queue.put(new Item.Position(position, snapshot));
        }
    }

    /** Lists every pod, so that what is not listed is known to be gone. */
    private void snapshot() throws ApiFailure, IOException, InterruptedException {
        SourceOffset newest = offsets.newest(source);
        long known = Math.max(snapshot, newest == null ? 0 : newest.getSnapshot());
        Instant began = clock.instant();
        snapshot = Math.max(began.toEpochMilli(), known + 1);
        hearing.listing();
        // Whoever goes on after this process, if it dies now, must begin a snapshot too, and with a greater id.
        queue.put(new Item.Position(0, snapshot));
        acknowledged();
        queue.put(message(new SnapshotStarted(snapshot), began));
        acknowledged();
        Set<String> listed = new HashSet<>();
        PodPage page = api.page(null);
        while (true) {
            for (JsonNode pod : page.pods()) {
                listed.add(pod.path("metadata").path("uid").asText(""));
                putAll(changes.of(null, pod, snapshot, clock.instant(), System.nanoTime()));
            }
            if (page.next() == null) {
                break;
            }
            page = nextPage(page.next());
        }
        changes.keepOnly(listed);
        position = page.version();
        // With the list's version: whatever an earlier collector writes late is told from what is new by it.
        queue.put(message(new SnapshotCompleted(snapshot), clock.instant()));
        queue.put(new Item.Position(position, snapshot));
        metrics.snapshot(Duration.between(began, clock.instant()));
        LOG.info("{}: snapshot {} lists {} pods at version {}", source, snapshot, listed.size(), position);
    }

    private PodPage nextPage(String next) throws ApiFailure, IOException, InterruptedException {
        try {
            return api.page(next);
        } catch (ApiFailure e) {
            if (e.isGone()) {
                // The rest would be of another moment: what was deleted in between would never be noticed.
                api.largerPages();
                metrics.restarted("page-expired");
            }
            throw e;
        }
    }

    private Item.Message message(Object message, Instant at) {
        return new Item.Message(
                new PodRecord(PodOp.m, null, null, message, new Source(source, null, position, snapshot), at));
    }

    /** Waits until what was put so far is acknowledged. */
    private void acknowledged() throws IOException, InterruptedException {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        queue.put(new Item.Barrier(passed));
        try {
            passed.get(BARRIER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("Kafka has not acknowledged within " + BARRIER, e);
        }
    }

    private void putAll(List<Item> items) throws InterruptedException {
        for (Item item : items) {
            queue.put(item);
        }
    }

    /** Says why the watch ended, and waits if that was a failure. */
    private void restart(String cause, @Nullable Exception failure) throws InterruptedException {
        if (Thread.interrupted()) {
            // Requests fail when their thread is told to stop: that is no news of the server.
            throw new InterruptedException("stopped");
        }
        metrics.restarted(cause);
        if (failure == null) {
            return;
        }
        long waitMs = BACKOFF.backoff(failures++);
        if (failure instanceof ApiFailure refusal && refusal.retryAfter() != null) {
            waitMs = Math.max(waitMs, refusal.retryAfter().toMillis());
        }
        String trouble = failure instanceof ApiFailure refusal && refusal.isForbidden()
                ? explain.apply(refusal)
                : Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        hearing.failed(trouble);
        LOG.warn("{}: {}; again in {} ms", source, trouble, waitMs);
        ticker.pause(Duration.ofMillis(waitMs));
    }
}
