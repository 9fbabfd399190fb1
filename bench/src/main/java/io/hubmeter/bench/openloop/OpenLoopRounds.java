package io.hubmeter.bench.openloop;

import io.hubmeter.bench.decision.DecisionServer;
import io.hubmeter.bench.decision.Question;
import io.hubmeter.bench.flow.Feed;
import io.hubmeter.bench.flow.PodFlow;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.measure.Schedule;
import io.hubmeter.bench.platform.BenchPolicies;
import io.hubmeter.bench.platform.MeterFill;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A child process: asks a {@link LiveServer} at several paces, without pod events and with them. Arguments: accounts, seconds of each
 * row, then two lists with commas between, events a second and questions a second, then the line that the server is ready with, in words.
 */
public final class OpenLoopRounds {
    /** Names of what is measured in a row. */
    public static final String RATE = "rate";
    /** Pod events worked off, a second. */
    public static final String EVENTS = "events";
    /** From when a question was due to its answer, in milliseconds; with {@code -p50} and so on. */
    public static final String LATENCY = "latency";
    /** How long after it was due a question was asked, in milliseconds; with {@code -p50} and so on. */
    public static final String LATE = "late";
    /** Answers that say that they do not know. */
    public static final String UNKNOWN = "unknown";
    /** Refused with 503. */
    public static final String SHED = "shed";
    /** All else that was no answer. */
    public static final String FAILED = "failed";
    /** How many records had not been worked off at the end. */
    public static final String BACKLOG = "backlog";

    /** More than the API works on at once, so that it may refuse. */
    public static final int CONNECTIONS = 256;

    private static final int PREPARED = 8_192;
    private static final long SEED = 20_260_704;
    private static final long LEAD_NANOS = 500_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int CATCH_UP_SECONDS = 60;
    private static final int WARM_UP_EVENTS = 1_000;
    private static final int WARM_UP_QUESTIONS = 500;

    private final OpenLoop load;
    private final Feed feed;
    private final Backlog backlog;
    private final ExecutorService beside;

    private OpenLoopRounds(OpenLoop load, Feed feed, Backlog backlog, ExecutorService beside) {
        this.load = load;
        this.feed = feed;
        this.backlog = backlog;
        this.beside = beside;
    }

    /** A measured figure's name. */
    public static String name(int events, int questions, String figure) {
        return "%d/%d/%s".formatted(events, questions, figure);
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int accounts = Integer.parseInt(args[0]);
        int seconds = Integer.parseInt(args[1]);
        int port = Integer.parseInt(args[5]);
        long behindMs = Long.parseLong(args[9]);
        List<byte[]> requests = Question.requests(new Random(SEED), PREPARED, accounts, BenchPolicies.LONG);
        try (HttpSchemaRegistry registry = new HttpSchemaRegistry(URI.create(args[7]));
                Publisher publisher = Publisher.connect(args[6], registry, Map.of());
                Backlog backlog = new Backlog(args[6], DecisionServer.APPLICATION, Integer.parseInt(args[8]));
                ExecutorService beside = Executors.newFixedThreadPool(2)) {
            PodFlow flow = new PodFlow(accounts, MeterFill::account);
            Feed feed = new Feed(publisher, flow, () -> Instant.now().minusMillis(behindMs));
            OpenLoopRounds rounds =
                    new OpenLoopRounds(new OpenLoop(port, requests, CONNECTIONS), feed, backlog, beside);
            rounds.measure(WARM_UP_EVENTS, WARM_UP_QUESTIONS, seconds, false);
            rounds.measureAll(numbers(args[2]), numbers(args[3]), seconds);
        }
    }

    private void measureAll(List<Integer> events, List<Integer> questions, int seconds) throws Exception {
        for (int ofEvents : events) {
            for (int ofQuestions : questions) {
                if (!hasCaughtUp()) {
                    return;
                }
                measure(ofEvents, ofQuestions, seconds, true);
            }
        }
    }

    /** How far the topology was when the last question was due. */
    private record Worked(long processed, long left) {}

    private static List<Integer> numbers(String written) {
        return Stream.of(written.split(",", -1)).map(Integer::valueOf).toList();
    }

    private void measure(int events, int questions, int seconds, boolean counts) throws Exception {
        long start = System.nanoTime() + LEAD_NANOS;
        Duration length = Duration.ofSeconds(seconds);
        Schedule schedule = Schedule.from(start, questions, length);
        long before = backlog.processed();
        Future<Integer> heartbeats = beside.submit(() -> events == 0
                ? feed.beat(schedule.endNanos())
                : feed.run(Schedule.from(start, events, length), (event, due) -> {})
                        .heartbeats());
        Future<Worked> worked = beside.submit(() -> {
            var _ = new Schedule(schedule.endNanos(), 1, 1).await(0);
            return new Worked(backlog.processed(), backlog.size());
        });
        OpenLoop.Outcome outcome = load.run(schedule);
        double records = worked.get().processed() - before;
        double eventsPerSecond = Math.max(0.0, records - (double) heartbeats.get() * backlog.partitions()) / seconds;
        System.err.printf(
                "%,d events/s, %,d questions/s: %,.0f events/s worked off, %,.0f answers/s, p99 %.1f ms%n",
                events,
                questions,
                eventsPerSecond,
                outcome.perSecond(),
                outcome.latencies().millis(0.99));
        if (counts) {
            Samples.print(name(events, questions, EVENTS), eventsPerSecond);
            Samples.print(
                    name(events, questions, BACKLOG), (double) worked.get().left());
            Samples.print(name(events, questions, RATE), outcome.perSecond());
            Samples.print(name(events, questions, UNKNOWN), outcome.unknown());
            Samples.print(name(events, questions, SHED), outcome.shed());
            Samples.print(name(events, questions, FAILED), outcome.failed());
            outcome.latencies().print(name(events, questions, LATENCY));
            outcome.lateness().print(name(events, questions, LATE));
        }
    }

    /** Heartbeats alone until everything told before is worked off, so that no row carries what another one left; whether it is. */
    private boolean hasCaughtUp() throws InterruptedException {
        for (int i = 0; i < CATCH_UP_SECONDS; i++) {
            var _ = feed.beat(System.nanoTime());
            var _ = new Schedule(System.nanoTime() + SECOND_NANOS, 1, 1).await(0);
            if (backlog.size() <= backlog.partitions()) {
                return true;
            }
        }
        System.err.printf(
                "%,d records are not worked off after %d s: no further row%n", backlog.size(), CATCH_UP_SECONDS);
        return false;
    }
}
