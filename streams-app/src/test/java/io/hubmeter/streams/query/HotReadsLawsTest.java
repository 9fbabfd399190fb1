package io.hubmeter.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.streams.hot.HotAccounts;
import io.hubmeter.streams.hot.HotPartition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is answered from memory is what the stores hold, also while they are written. */
class HotReadsLawsTest {
    private static final AccountId ACCOUNT = new AccountId("hub", "alice");
    private static final int PARTITION = 3;
    private static final int CASES = 40;
    private static final int CHANGES = 60;
    private static final int FEW_CHANGES = 8;
    private static final int READERS = 2;
    private static final int SPAN_MS = 2_000;
    private static final Duration WINDOW = Duration.ofMillis(500);
    private static final Entitlement LIMITS = Entitlement.ofEverybody(List.of(
            new Limit(Resource.CPU, BigInteger.valueOf(700_000_000), WINDOW),
            new Limit(Resource.CPU, BigInteger.valueOf(2_000_000_000L), WINDOW.multipliedBy(3))));

    private final HotAccounts hot = new HotAccounts();
    private final HotReads reads = new HotReads(hot);

    /** One case: a meter that is written, and every state that it was in. */
    private final class Case {
        private final ChangingMeter stored = new ChangingMeter(ACCOUNT);
        private final List<Timeline> states = new CopyOnWriteArrayList<>(List.of(new Timeline()));
        private final AtomicInteger begun = new AtomicInteger();
        private final RandomGenerator random;
        private final HotPartition here = new HotPartition();
        private volatile boolean done;

        Case(RandomGenerator random) {
            this.random = random;
            hear(0);
            hot.begin(PARTITION, here);
        }

        private void hear(int change) {
            here.heard(List.of(new HotPartition.HeardSource(List.of(ACCOUNT.realm()), Instant.ofEpochMilli(change))));
        }

        /** As the task does: number, reading, number; and the time heard only when all is written. */
        private void change(int number) {
            begun.set(number);
            Timeline after = new Timeline();
            after.putAll(states.getLast().readings());
            long startMs = random.nextLong(SPAN_MS);
            List<RateChange> changes =
                    List.of(change(startMs, 1), change(startMs + 1 + random.nextLong(SPAN_MS - startMs), -1));
            List<Reading> readings = Meter.amend(after, changes, false);
            after.putAll(readings);
            for (Reading reading : readings) {
                hot.writing(ACCOUNT);
                stored.put(reading);
                hot.writing(ACCOUNT);
            }
            states.add(after);
            hear(number);
        }

        private static RateChange change(long atMs, int sign) {
            BigDecimal cores = BigDecimal.valueOf(sign);
            Quantities rates = sign > 0
                    ? Quantities.of(Map.of(Resource.CPU, Resource.CPU.rateOf(cores)))
                    : Quantities.ZERO.minus(Quantities.of(Map.of(Resource.CPU, Resource.CPU.rateOf(cores.negate()))));
            return new RateChange(Instant.ofEpochMilli(atMs), rates, sign);
        }

        /** Asks again and again; how often it was answered from memory or, for the first time, through it. */
        int ask(long seed) {
            RandomGenerator own = RandomGeneratorFactory.of("SplittableRandom").create(seed);
            int answered = 0;
            while (!done) {
                Instant at = Instant.ofEpochMilli(SPAN_MS + own.nextLong(20) * 100);
                Assessment answer = answer(at);
                if (answer != null) {
                    answered++;
                    check(answer, at);
                }
            }
            return answered;
        }

        private @Nullable Assessment answer(Instant at) {
            return reads.assess(
                    PARTITION,
                    ACCOUNT,
                    LIMITS,
                    Request.OF_UNKNOWN_SIZE,
                    Duration.ZERO,
                    at,
                    () -> new QueriedMeterHistory(stored, PARTITION, ACCOUNT.toString()));
        }

        /** Right is any state from the one that was heard of to the one that was under way when the answer came. */
        private void check(Assessment answer, Instant at) {
            int latest = begun.get();
            int heard = Math.toIntExact(
                    answer.heardAt() == null ? 0 : answer.heardAt().toEpochMilli());
            List<Assessment> possible = new ArrayList<>();
            for (int state = heard; state <= latest; state++) {
                while (states.size() <= state) {
                    Thread.onSpinWait();
                }
                possible.add(expected(states.get(state), at, answer.heardAt()));
            }
            assertThat(possible)
                    .as("heard of change %d, %d begun, at %s", heard, latest, at)
                    .contains(answer);
        }

        private Assessment expected(Timeline state, Instant at, @Nullable Instant heardAt) {
            return Assessor.assess(ACCOUNT, state, heardAt, LIMITS, Request.OF_UNKNOWN_SIZE, Duration.ZERO, at);
        }
    }

    @Test
    void noAnswerDiffersFromTheStoresWhileTheyAreWritten() {
        AtomicInteger answered = new AtomicInteger();
        Seeds.check(CASES, random -> {
            Case one = new Case(random);
            try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
                List<Future<Integer>> readers = new ArrayList<>();
                for (int reader = 0; reader < READERS; reader++) {
                    long seed = random.nextLong();
                    Callable<Integer> asking = () -> one.ask(seed);
                    readers.add(threads.submit(asking));
                }
                try {
                    for (int change = 1; change <= CHANGES; change++) {
                        one.change(change);
                        Thread.onSpinWait();
                    }
                    Assessment last = one.answer(Instant.ofEpochMilli(SPAN_MS));
                    assertThat(last)
                            .isEqualTo(one.expected(
                                    one.states.getLast(),
                                    Instant.ofEpochMilli(SPAN_MS),
                                    Instant.ofEpochMilli(CHANGES)));
                } finally {
                    one.done = true;
                }
                for (Future<Integer> reader : readers) {
                    answered.addAndGet(reader.get());
                }
            } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(answered).hasPositiveValue();
    }

    @Test
    void anAccountAskedAboutTwiceIsReadOnce() {
        Seeds.check(CASES, random -> {
            Case one = new Case(random);
            for (int change = 1; change <= FEW_CHANGES; change++) {
                one.change(change);
            }
            Instant at = Instant.ofEpochMilli(SPAN_MS);
            Assessment first = one.answer(at);
            assertThat(first).isNotNull();
            assertThat(reads.assess(PARTITION, ACCOUNT, LIMITS, Request.OF_UNKNOWN_SIZE, Duration.ZERO, at, () -> {
                        throw new AssertionError("the store was read");
                    }))
                    .isEqualTo(first);
        });
    }

    @Test
    void whatWasReadFromATaskThatEndedIsNotUsed() {
        Seeds.check(1, random -> {
            Case one = new Case(random);
            one.change(1);
            Instant at = Instant.ofEpochMilli(SPAN_MS);
            assertThat(one.answer(at)).isNotNull();
            hot.end(PARTITION, one.here);
            assertThat(one.answer(at)).isNull();
            // Another task of the same partition, whose stores were set back.
            Case other = new Case(random);
            assertThat(other.answer(at)).isEqualTo(other.expected(new Timeline(), at, Instant.EPOCH));
        });
    }
}
