package io.hubmeter.streams.query;

import io.hubmeter.wire.LineReader;
import io.hubmeter.wire.peer.PeerAnswer;
import io.hubmeter.wire.peer.PeerClient;
import io.hubmeter.wire.peer.PeerOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * The lines that one partition has to an answer, from whichever copy can tell: as {@link AnyCopy} does, but one after the other and
 * as they come, so that they are never all in memory. Once a line went out only the same copy can go on. Safe for use by many threads.
 */
final class PartitionLines {
    private final UsageQueries queries;
    private final OtherInstances others;
    private final LateInstances late;
    private final ForwardingConfig config;
    private final InstantSource clock;
    private final ScheduledExecutorService watch;

    /**
     * Lines of any copy.
     *
     * @param watch ends answers that take too long; the caller's
     */
    PartitionLines(
            UsageQueries queries,
            OtherInstances others,
            LateInstances late,
            ForwardingConfig config,
            InstantSource clock,
            ScheduledExecutorService watch) {
        this.queries = queries;
        this.others = others;
        this.late = late;
        this.config = config;
        this.clock = clock;
        this.watch = watch;
    }

    /** What is asked of a copy, read as it goes. */
    @FunctionalInterface
    interface Question {
        Stream<byte[]> of(CopyQueries copy);
    }

    /**
     * Writes the lines.
     *
     * @param target path and query that ask another instance the same
     * @throws StateUnavailable if no copy can tell, or one could not to the end
     */
    void write(QueryCall call, int partition, String target, Question question, Consumer<byte[]> writer) {
        HandOver handOver = new HandOver(queries.copies().areShared() && !call.isForwarded(), config.deadline());
        Counted counted = new Counted(writer);
        while (true) {
            try {
                tryToWrite(call, partition, target, question, counted);
                return;
            } catch (StateUnavailable e) {
                if (counted.lines > 0) {
                    throw e;
                }
                handOver.waitOrThrow(e);
            }
        }
    }

    private void tryToWrite(QueryCall call, int partition, String target, Question question, Counted counted) {
        Copies.Holders holders = queries.copies().of(partition);
        List<@Nullable HostInfo> order = new ArrayList<>();
        HostInfo owner = holders.owner().orElse(null);
        boolean goesOut = !call.isForwarded() && !holders.isHere();
        if (goesOut && owner != null && !late.isLate(owner)) {
            order.add(owner);
        }
        order.add(null);
        if (!call.isForwarded()) {
            order.addAll(holders.standbys());
        }
        if (goesOut && owner != null && late.isLate(owner)) {
            order.add(owner);
        }
        List<String> failures = new ArrayList<>();
        for (HostInfo instance : order) {
            try {
                if (instance == null) {
                    here(partition, question, counted);
                } else {
                    relay(instance, call, target, counted);
                }
                return;
            } catch (StateUnavailable e) {
                failures.add((instance == null ? "here" : instance) + ": " + e.getMessage());
                if (counted.lines > 0) {
                    break;
                }
            }
        }
        throw new StateUnavailable("partition %d: %s".formatted(partition, String.join("; ", failures)));
    }

    private void here(int partition, Question question, Counted writer) {
        try {
            each(question, queries.active(), writer);
        } catch (StateUnavailable notActive) {
            if (writer.lines > 0) {
                throw notActive;
            }
            // What is being restored lacks most of its lines.
            Staleness.of(queries.any(), partition, null, config, clock).requireFresh(partition);
            each(question, queries.any(), writer);
        }
    }

    private static void each(Question question, CopyQueries copy, Counted writer) {
        try (Stream<byte[]> lines = question.of(copy)) {
            lines.forEach(writer);
        }
    }

    private void relay(HostInfo instance, QueryCall call, String target, Counted writer) {
        PeerAnswer<InputStream> answer = begun(instance, call, target);
        InputStream body = answer.body();
        ScheduledFuture<?> end =
                watch.schedule(() -> close(body), config.scanDeadline().toMillis(), TimeUnit.MILLISECONDS);
        try (body) {
            if (answer.status() != 200) {
                throw new StateUnavailable("answered " + answer.status());
            }
            LineReader lines = new LineReader(body);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                writer.accept(line);
            }
        } catch (IOException e) {
            throw new StateUnavailable("its answer broke off: " + e.getMessage(), e);
        } finally {
            end.cancel(false);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // Whoever reads it is told.
        }
    }

    private PeerAnswer<InputStream> begun(HostInfo instance, QueryCall call, String target) {
        CompletableFuture<PeerOutcome<InputStream>> begun = new CompletableFuture<>();
        PeerClient.Pending pending = others.open(instance, call, target, config.scanDeadline(), begun::complete);
        try {
            PeerOutcome<InputStream> outcome = begun.get(config.deadline().toMillis(), TimeUnit.MILLISECONDS);
            PeerAnswer<InputStream> answer = outcome.answer();
            if (answer == null) {
                late.late(instance);
                throw new StateUnavailable(String.valueOf(outcome.failure()));
            }
            return answer;
        } catch (ExecutionException | TimeoutException e) {
            pending.cancel();
            late.late(instance);
            throw new StateUnavailable(
                    "did not answer within %d ms".formatted(config.deadline().toMillis()), e);
        } catch (InterruptedException e) {
            pending.cancel();
            Thread.currentThread().interrupt();
            throw new StateUnavailable("interrupted", e);
        }
    }

    private static final class Counted implements Consumer<byte[]> {
        private final Consumer<byte[]> writer;
        private long lines;

        Counted(Consumer<byte[]> writer) {
            this.writer = writer;
        }

        @Override
        public void accept(byte[] line) {
            lines++;
            writer.accept(line);
        }
    }
}
