package io.hubmeter.standalone.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.streams.query.StateUnavailable;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Answers while readings are amended: each is that of one state of the meter, never a mixture of two. */
class TornReadsIT {
    private static final int PODS = 150;
    private static final int READERS = 4;
    private static final Quantities NEWEST = Quantities.of(Resource.MEMORY, BigInteger.ONE);
    private static final Duration MINIMUM_RUNTIME = Duration.ofMinutes(10);

    private final SharedPlatform platform = SharedPlatform.get();
    private final int number = platform.next();
    private final Instant now = SharedPlatform.now(number);
    private final AccountId account = new AccountId("torn-" + number, "alice");
    /** Windows whose left edges lie among the readings, so that an answer needs many of them. */
    private final List<Limit> limits = List.of(limit(1), limit(7), limit(24), limit(24 * 20), limit(24 * 31));

    private record Pod(Quantities rates, Instant from, Instant until) {}

    /** What the readers of one thread saw, as indices of the states. */
    private record Seen(List<Integer> states, int unavailable) {}

    @Test
    void everyAnswerIsThatOfOneState() throws Exception {
        long seed = Long.getLong("hubmeter.seed", 7L);
        List<Pod> pods = pods(new SplittableRandom(seed));
        Map<List<Standing>, Integer> states = states(pods);
        assertThat(states).as("each state has answers of its own").hasSize(PODS + 1);
        platform.runPod(account, NEWEST, now.minusMillis(2), now.minusMillis(1));
        platform.await("the newest pod", () -> states.containsKey(assess().standings()));
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            List<Future<Seen>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(() -> hammer(states, done, seed)));
            }
            try {
                for (int i = 0; i < pods.size(); i++) {
                    Pod pod = pods.get(i);
                    platform.tellPod(account, "torn-%d-%d".formatted(number, i), pod.rates(), pod.from(), pod.until());
                }
                platform.await("all pods", () -> index(states, assess(), seed) == PODS);
            } finally {
                done.set(true);
            }
            int answers = 0;
            int unavailable = 0;
            for (Future<Seen> reader : readers) {
                Seen seen = reader.get();
                assertThat(seen.states())
                        .as("seed %d: no reader goes back to an earlier state", seed)
                        .isSorted();
                answers += (int) seen.states().stream().distinct().count();
                unavailable += seen.unavailable();
            }
            System.out.printf(
                    "torn reads: seed %d, %d different states seen, %d times unavailable%n",
                    seed, answers, unavailable);
            assertThat(answers).as("states seen between the first and the last").isGreaterThan(2 * READERS);
        }
    }

    private Seen hammer(Map<List<Standing>, Integer> states, AtomicBoolean done, long seed) {
        List<Integer> seen = new ArrayList<>();
        int unavailable = 0;
        while (!done.get()) {
            try {
                seen.add(index(states, assess(), seed));
            } catch (StateUnavailable e) {
                unavailable++;
            }
        }
        return new Seen(seen, unavailable);
    }

    private static int index(Map<List<Standing>, Integer> states, Assessment assessment, long seed) {
        Integer index = states.get(assessment.standings());
        assertThat(index)
                .as("seed %d: the state with the standings %s", seed, assessment.standings())
                .isNotNull();
        return index == null ? -1 : index;
    }

    private Assessment assess() {
        return platform.queries()
                .assess(account, Entitlement.ofEverybody(limits), Request.OF_UNKNOWN_SIZE, MINIMUM_RUNTIME, now);
    }

    /** Mostly earlier than those before, so that most readings are written anew each time. */
    private List<Pod> pods(SplittableRandom random) {
        List<Pod> pods = new ArrayList<>();
        long span = Duration.ofDays(25).toMillis();
        for (int i = 0; i < PODS; i++) {
            long latest = span - span / PODS * i;
            Instant until = now.minusMillis(span - latest + random.nextLong(10, 3_600_000));
            Instant from = until.minusMillis(random.nextLong(1, 36_000_000));
            pods.add(new Pod(
                    Quantities.of(Resource.MEMORY, BigInteger.valueOf(random.nextLong(1, 1L << 40))), from, until));
        }
        return pods;
    }

    private Map<List<Standing>, Integer> states(List<Pod> pods) {
        Map<List<Standing>, Integer> states = new HashMap<>();
        Timeline timeline = new Timeline();
        run(timeline, new Pod(NEWEST, now.minusMillis(2), now.minusMillis(1)));
        states.put(standings(timeline), 0);
        for (int i = 0; i < pods.size(); i++) {
            run(timeline, pods.get(i));
            states.put(standings(timeline), i + 1);
        }
        return states;
    }

    private static void run(Timeline timeline, Pod pod) {
        PodHistory history =
                PodHistory.of(new PodObservation(1, pod.until(), pod.rates(), pod.from(), pod.from(), pod.until()));
        timeline.putAll(Meter.amend(timeline, PodHistory.changes(null, history, Instant.EPOCH), false));
    }

    private List<Standing> standings(Timeline timeline) {
        return Assessor.assess(
                        account,
                        timeline,
                        null,
                        Entitlement.ofEverybody(limits),
                        Request.OF_UNKNOWN_SIZE,
                        MINIMUM_RUNTIME,
                        now)
                .standings();
    }

    private static Limit limit(long hours) {
        return new Limit(Resource.MEMORY, BigInteger.ONE.shiftLeft(120), Duration.ofHours(hours));
    }
}
