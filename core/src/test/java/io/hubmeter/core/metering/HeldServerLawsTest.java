package io.hubmeter.core.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.bruteforce.Seeds;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of one pod is what the definitions say of it, to the millisecond. */
class HeldServerLawsTest {
    private static final HeldServer.Place PLACE = new HeldServer.Place("ns", "pod", "hub", "", null);

    @Test
    void whatAPodUsedInAnIntervalIsThatOfBruteForce() {
        Seeds.check(400, random -> {
            RandomPods life = new RandomPods(random, "a", 6);
            for (PodInterval pod : life.pods()) {
                PodHistory history = history(pod);
                for (int i = 0; i < 6; i++) {
                    long one = life.instant();
                    long other = life.instant();
                    long fromMs = Math.min(one, other);
                    long toMs = Math.max(one, other) + 1;
                    check(pod, history, fromMs, toMs);
                }
            }
        });
    }

    private static void check(PodInterval pod, PodHistory history, long fromMs, long toMs) {
        Instant from = Instant.ofEpochMilli(fromMs);
        Instant to = Instant.ofEpochMilli(toMs);
        Optional<HeldServer> server = HeldServer.of(pod.uid(), "s", PLACE, history, from, to);
        boolean held = Math.max(pod.startMs(), fromMs) < Math.min(pod.endMs(), toMs);
        assertThat(server.isPresent()).as("held in [%s, %s): %s", from, to, pod).isEqualTo(held);
        if (server.isEmpty()) {
            return;
        }
        HeldServer found = server.get();
        BruteForce bruteForce = new BruteForce(List.of(pod), pod.account());
        for (String resource : RandomPods.RESOURCES) {
            assertThat(found.used().get(new Resource(resource)))
                    .as("%s in [%s, %s) of %s", resource, from, to, pod)
                    .isEqualTo(bruteForce.used(resource, fromMs, toMs));
        }
        assertThat(found.start()).isEqualTo(Instant.ofEpochMilli(pod.startMs()));
        assertThat(found.end()).isEqualTo(pod.endMs() == PodInterval.OPEN ? null : Instant.ofEpochMilli(pod.endMs()));
        assertThat(found.rates().getFirst().from()).isEqualTo(found.start());
        for (HeldServer.Held step : found.rates()) {
            for (String resource : RandomPods.RESOURCES) {
                BigInteger rate = bruteForce.rate(resource, step.from().toEpochMilli());
                assertThat(step.rates().get(new Resource(resource))).isEqualTo(rate);
            }
        }
        assertThat(usedByRates(found, fromMs, toMs)).isEqualTo(found.used());
    }

    /** The same from what is told to people: each rate from its instant until the next one. */
    private static Quantities usedByRates(HeldServer server, long fromMs, long toMs) {
        Instant end = server.end();
        Quantities used = Quantities.ZERO;
        for (int i = 0; i < server.rates().size(); i++) {
            HeldServer.Held step = server.rates().get(i);
            long untilMs = i + 1 < server.rates().size()
                    ? server.rates().get(i + 1).from().toEpochMilli()
                    : end == null ? Long.MAX_VALUE : end.toEpochMilli();
            long ms = Math.min(untilMs, toMs) - Math.max(step.from().toEpochMilli(), fromMs);
            used = used.plus(step.rates().times(Math.max(0, ms)));
        }
        return used;
    }

    /** A server that somebody holds from one month into the next is in both, with what it used in each. */
    @Test
    void intervalsThatMeetShareNothingAndLeaveNothingOut() {
        Seeds.check(200, random -> {
            RandomPods life = new RandomPods(random, "a", 3);
            PodHistory history = history(life.pods().getFirst());
            Instant first = Instant.ofEpochMilli(life.firstMs());
            Instant middle = Instant.ofEpochMilli(life.instant() + 1);
            Instant last = Instant.ofEpochMilli(life.lastMs() + 2);
            assertThat(used(history, first, middle).plus(used(history, middle, last)))
                    .isEqualTo(used(history, first, last));
        });
    }

    private static Quantities used(PodHistory history, Instant from, Instant to) {
        return HeldServer.of("u", "s", PLACE, history, from, to)
                .map(HeldServer::used)
                .orElse(Quantities.ZERO);
    }

    @Test
    void anEndThatNobodySawIsSaidToBeEstimated() {
        Instant start = Instant.ofEpochMilli(1_000);
        PodHistory running = PodHistory.of(
                new PodObservation(1, start, Quantities.of(Resource.CPU, BigInteger.TEN), start, start, null));
        PodHistory ended = running.endingAbout(start.plusMillis(500));
        assertThat(HeldServer.of("u", "s", PLACE, running, start, start.plusMillis(9))
                        .orElseThrow())
                .satisfies(server -> assertThat(server.end()).isNull())
                .satisfies(server -> assertThat(server.isEndEstimated()).isFalse());
        assertThat(HeldServer.of("u", "s", PLACE, ended, start, start.plusMillis(9))
                        .orElseThrow())
                .satisfies(server -> assertThat(server.end()).isEqualTo(start.plusMillis(500)))
                .satisfies(server -> assertThat(server.isEndEstimated()).isTrue());
    }

    @Test
    void aPodThatIsNotScheduledHeldNothing() {
        Instant seen = Instant.ofEpochMilli(1_000);
        PodHistory waiting = PodHistory.of(
                new PodObservation(1, seen, Quantities.of(Resource.CPU, BigInteger.TEN), null, null, null));
        assertThat(HeldServer.of("u", "s", PLACE, waiting, seen, seen.plusMillis(9)))
                .isEmpty();
    }

    private static PodHistory history(PodInterval pod) {
        List<Told> told = Told.lifeOf(pod);
        PodHistory history = PodHistory.of(told.getFirst().observation());
        for (Told next : told.subList(1, told.size())) {
            history = history.plus(next.observation());
        }
        return history;
    }
}
