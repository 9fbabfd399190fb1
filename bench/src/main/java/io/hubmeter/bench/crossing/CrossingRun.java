package io.hubmeter.bench.crossing;

import io.hubmeter.bench.measure.CpuTime;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.platform.Await;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.profile.CpuProfile;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.streams.StreamsApp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * A child process: pods run, each account's limit is crossed at an instant of its own, and heartbeats come in real time, one a
 * second. Arguments: accounts, accounts to warm up, seconds, whether to profile.
 */
public final class CrossingRun {
    /** The names of what is measured, each with a p50, p90, p99 and max in milliseconds. */
    public static final String LATENCY = "latency";
    /** From the crossing to the heartbeat after it. */
    public static final String HEARTBEAT = "heartbeat";
    /** From that heartbeat to the event on the topic, not committed. */
    public static final String PROCESSING = "processing";
    /** From there until it is committed. */
    public static final String COMMIT = "commit";
    /** Processors that the whole JVM kept busy meanwhile. */
    public static final String BUSY = "busy";
    /** How late the latest heartbeat was sent, in milliseconds. */
    public static final String LATE = "late";

    private static final Duration HEARTBEAT_EVERY = Duration.ofSeconds(1);
    private static final Duration BOUND = Duration.ofMinutes(2);
    /** For each pod, on a busy machine. */
    private static final Duration FEED_EACH = Duration.ofMillis(3);

    private static final Duration FEED_BASE = Duration.ofSeconds(10);

    private final RunningPods pods;
    private long latestNanos;

    private CrossingRun(RunningPods pods) {
        this.pods = pods;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int accounts = Integer.parseInt(args[0]);
        int warmUp = Integer.parseInt(args[1]);
        Duration length = Duration.ofSeconds(Integer.parseInt(args[2]));
        boolean isProfiled = Boolean.parseBoolean(args[3]);
        try (BenchPlatform platform = BenchPlatform.start();
                StreamsApp streams = platform.streams("crossing")) {
            Await.until(streams, "stream processor", BOUND, streams::isRunning);
            run(platform, streams, accounts, warmUp, length, isProfiled);
        }
        // Threads of a broker that did not stop must not keep the process.
        System.exit(0);
    }

    /** One run, which prints what it measured. */
    public static void run(
            BenchPlatform platform, StreamsApp streams, int accounts, int warmUp, Duration length, boolean isProfiled)
            throws Exception {
        Instant from = Instant.now()
                .truncatedTo(ChronoUnit.MILLIS)
                .plus(FEED_BASE)
                .plus(FEED_EACH.multipliedBy((long) accounts * RunningPods.PODS_EACH))
                .plus(RunningPods.WARM_UP);
        new CrossingRun(new RunningPods(accounts, warmUp, from, length)).run(platform, streams, isProfiled);
    }

    private void run(BenchPlatform platform, StreamsApp streams, boolean isProfiled) throws Exception {
        try (Publisher publisher = platform.publisher();
                Arrivals committed = Arrivals.start(platform, "read_committed");
                Arrivals written = Arrivals.start(platform, "read_uncommitted")) {
            feed(publisher, streams);
            Instant begin = pods.from().minus(RunningPods.WARM_UP);
            System.err.printf(
                    "%,d pods fed, %,d ms before the first crossing%n",
                    pods.accounts() * RunningPods.PODS_EACH,
                    Duration.between(Instant.now(), begin).toMillis());
            if (Instant.now().isAfter(begin)) {
                throw new IllegalStateException("feeding: not done before %s".formatted(begin));
            }
            beatUntil(publisher, pods.from());
            latestNanos = 0;
            long cpu = CpuTime.ofProcess();
            long nanos = System.nanoTime();
            try (CpuProfile profile = isProfiled ? CpuProfile.start() : CpuProfile.NONE) {
                beatUntil(publisher, pods.from().plus(pods.length()).plus(HEARTBEAT_EVERY));
                profile.print("crossings, %,d pods running".formatted(pods.accounts() * RunningPods.PODS_EACH));
            }
            Samples.print(BUSY, (double) (CpuTime.ofProcess() - cpu) / (System.nanoTime() - nanos));
            Samples.print(LATE, latestNanos / 1e6);
            Await.until(
                    streams,
                    "events of all accounts",
                    BOUND,
                    () -> committed.size() == pods.accounts() && written.size() == pods.accounts());
            if (committed.unexpected() != 0) {
                throw new IllegalStateException(
                        "events: found %d more, expected one for each account".formatted(committed.unexpected()));
            }
            report(committed, written);
        }
    }

    private void feed(Publisher publisher, StreamsApp streams) throws InterruptedException {
        publisher.policy(RunningPods.policy(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
        publisher.flush();
        Await.until(
                streams,
                "policy",
                BOUND,
                () -> streams.queries().isInForce(RunningPods.policy().hash()));
        for (int number = 0; number < pods.accounts(); number++) {
            for (int i = 0; i < RunningPods.PODS_EACH; i++) {
                publisher.pod(pods.account(number), pods.pod(number, i));
            }
        }
        Instant told = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        publisher.message(RunningPods.heartbeat(told));
        publisher.flush();
        Await.until(
                streams,
                "pods",
                BOUND,
                () -> streams.queries()
                        .heardAt()
                        .filter(heard -> !heard.isBefore(told))
                        .isPresent());
    }

    /** A heartbeat each second, with the time at which it is sent. */
    private void beatUntil(Publisher publisher, Instant end) {
        long dueNanos = System.nanoTime();
        while (Instant.now().isBefore(end)) {
            for (long left = dueNanos - System.nanoTime(); left > 0; left = dueNanos - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            latestNanos = Math.max(latestNanos, System.nanoTime() - dueNanos);
            publisher.message(RunningPods.heartbeat(Instant.now().truncatedTo(ChronoUnit.MILLIS)));
            dueNanos += HEARTBEAT_EVERY.toNanos();
        }
        publisher.flush();
    }

    private void report(Arrivals committed, Arrivals written) {
        List<Crossing> crossings = new ArrayList<>();
        for (int number = pods.warmUp(); number < pods.accounts(); number++) {
            String account = pods.account(number).toString();
            Arrivals.Arrival arrival = committed.of(account);
            if (!arrival.crossedAt().equals(pods.crossedAt(number))) {
                throw new IllegalStateException("%s: found a crossing at %s, expected %s"
                        .formatted(account, arrival.crossedAt(), pods.crossedAt(number)));
            }
            Instant writtenAt = written.of(account).at();
            // Two consumers: the one that waits for the commit may be told first.
            crossings.add(new Crossing(arrival, writtenAt.isAfter(arrival.at()) ? arrival.at() : writtenAt));
        }
        print(
                LATENCY,
                crossings,
                crossing -> millis(
                        crossing.arrival().crossedAt(), crossing.arrival().at()));
        print(
                HEARTBEAT,
                crossings,
                crossing -> millis(
                        crossing.arrival().crossedAt(), crossing.arrival().evaluatedAt()));
        print(PROCESSING, crossings, crossing -> millis(crossing.arrival().evaluatedAt(), crossing.writtenAt()));
        print(
                COMMIT,
                crossings,
                crossing -> millis(crossing.writtenAt(), crossing.arrival().at()));
    }

    private record Crossing(Arrivals.Arrival arrival, Instant writtenAt) {}

    private static double millis(Instant from, Instant until) {
        return Duration.between(from, until).toNanos() / 1e6;
    }

    private static void print(String name, List<Crossing> crossings, ToDoubleFunction<Crossing> figure) {
        double[] sorted = crossings.stream().mapToDouble(figure).sorted().toArray();
        Samples.print(name + "-p50", at(sorted, 0.5));
        Samples.print(name + "-p90", at(sorted, 0.9));
        Samples.print(name + "-p99", at(sorted, 0.99));
        Samples.print(name + "-max", sorted[sorted.length - 1]);
    }

    private static double at(double[] sorted, double quantile) {
        return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }
}
