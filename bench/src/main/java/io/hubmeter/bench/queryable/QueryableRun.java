package io.hubmeter.bench.queryable;

import io.hubmeter.bench.flow.Feed;
import io.hubmeter.bench.flow.PodFlow;
import io.hubmeter.bench.measure.CpuTime;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.measure.Schedule;
import io.hubmeter.bench.platform.Await;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.platform.BenchPolicies;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.standalone.LocalUsageView;
import io.hubmeter.streams.StreamsApp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Random;

/**
 * A child process: pod events come at an even pace, and of some of them, chosen by chance, it is noted how long after they were due
 * to be sent a view of usage knows of them, and a reader of what is committed.
 */
public final class QueryableRun {
    /** Until the view knows, in milliseconds; with {@code -p50} and so on. */
    public static final String READABLE = "readable";
    /** Until the reading is committed, in milliseconds; with {@code -p50} and so on. */
    public static final String COMMITTED = "committed";
    /** Events a second. */
    public static final String RATE = "rate";
    /** How many events were asked about. */
    public static final String PROBED = "probed";
    /** How many of these were not seen within five seconds. */
    public static final String UNSEEN = "unseen";
    /** Processor time of the stream threads for an event, microseconds. */
    public static final String THREADS = "threads";
    /** Processor time of the process for an event, broker, feed and probes included, microseconds. */
    public static final String PROCESS = "process";
    /** How late the latest event was sent, in milliseconds. */
    public static final String LATE = "late";

    private static final String APPLICATION = "queryable";
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final long SEED = 20_260_703;

    private QueryableRun() {}

    /**
     * How much it does.
     *
     * @param accounts that take part, the same number of events each
     * @param perSecond events
     * @param warmUpSeconds how long before what counts
     * @param seconds how long what counts goes on
     * @param probesPerSecond how many of the events are asked about, on average
     */
    public record Plan(int accounts, int perSecond, int warmUpSeconds, int seconds, int probesPerSecond) {}

    /** Runs it. Arguments: accounts, events a second, seconds to warm up, seconds, probes a second, milliseconds between commits. */
    public static void main(String[] args) throws Exception {
        Plan plan = new Plan(
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]));
        int commitMs = Integer.parseInt(args[5]);
        try (BenchPlatform platform = BenchPlatform.start()) {
            run(platform, plan, Duration.ofMillis(commitMs), commitMs + "/");
        }
        // Threads of a broker that did not stop must not keep the process.
        System.exit(0);
    }

    /** One run, which prints what it measured under names that begin so. */
    public static void run(BenchPlatform platform, Plan plan, Duration commitInterval, String prefix)
            throws InterruptedException {
        try (StreamsApp streams = platform.streams(APPLICATION, commitInterval);
                Publisher publisher = platform.publisher()) {
            publisher.policy(BenchPolicies.threeLimits(), Instant.now().truncatedTo(ChronoUnit.MILLIS));
            publisher.flush();
            Await.until(
                    streams,
                    "policy",
                    BOUND,
                    () -> streams.isRunning()
                            && streams.queries()
                                    .isInForce(BenchPolicies.threeLimits().hash()));
            PodFlow flow = new PodFlow(plan.accounts(), QueryableRun::account);
            Feed feed = new Feed(publisher, flow, InstantSource.system());
            var _ = feed.run(schedule(plan, plan.warmUpSeconds()), (event, due) -> {});
            measure(platform, streams, feed, plan, prefix);
        }
    }

    private static void measure(BenchPlatform platform, StreamsApp streams, Feed feed, Plan plan, String prefix)
            throws InterruptedException {
        Random random = new Random(SEED);
        double share = (double) plan.probesPerSecond() / plan.perSecond();
        try (CommittedReadings committed = new CommittedReadings(platform);
                Probes probes = new Probes(new LocalUsageView(streams.queries()))) {
            long cpu = CpuTime.ofProcess();
            long threads = CpuTime.ofThreads(APPLICATION);
            Schedule schedule = schedule(plan, plan.seconds());
            Feed.Fed fed = feed.run(schedule, (event, due) -> {
                if (random.nextDouble() < share) {
                    committed.await(event, due);
                    probes.begin(event, due);
                }
            });
            Samples.print(prefix + PROCESS, (CpuTime.ofProcess() - cpu) / 1e3 / schedule.count());
            Samples.print(prefix + THREADS, (CpuTime.ofThreads(APPLICATION) - threads) / 1e3 / schedule.count());
            Samples.print(prefix + RATE, fed.perSecond());
            Samples.print(prefix + LATE, fed.latestMs());
            Samples.print(prefix + PROBED, probes.latencies().size());
            Samples.print(prefix + UNSEEN, probes.unseen());
            probes.latencies().print(prefix + READABLE);
            Await.until(streams, "committed readings", BOUND, () -> committed.missing() == 0);
            committed.latencies().print(prefix + COMMITTED);
        }
    }

    private static Schedule schedule(Plan plan, int seconds) {
        return Schedule.from(System.nanoTime(), plan.perSecond(), Duration.ofSeconds(seconds));
    }

    private static AccountId account(int number) {
        return new AccountId("default", "live-%06d".formatted(number));
    }
}
