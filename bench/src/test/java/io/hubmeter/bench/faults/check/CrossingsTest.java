package io.hubmeter.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.faults.check.Crossings.Crossing;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CrossingsTest {
    private static final int END_MS = 400;

    private static List<PodSpan> pods(Random random) {
        List<PodSpan> pods = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            long start = random.nextInt(200);
            pods.add(new PodSpan(
                    "pod-" + i,
                    List.of(new PodSpan.Step(start, Map.of("cpu", BigInteger.valueOf(1 + random.nextInt(9))))),
                    random.nextInt(4) == 0 ? PodSpan.OPEN : start + 1 + random.nextInt(100),
                    false));
        }
        return pods;
    }

    /** Counts millisecond by millisecond what the curves and crossings must say. */
    @Test
    void everyMillisecondAgrees() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<PodSpan> pods = pods(random);
            Limit limit = new Limit("cpu", BigInteger.valueOf(50 + random.nextInt(400)), 20 + random.nextInt(80));
            Curve curve = new Curve(pods, "cpu");
            List<Crossing> crossings = Crossings.before(curve, limit, END_MS);
            for (int at = 0; at < END_MS; at++) {
                BigInteger used = used(pods, at - limit.windowMs(), at);
                assertThat(curve.used(at - limit.windowMs(), at))
                        .as("seed %d at %d", seed, at)
                        .isEqualTo(used);
                assertThat(isOver(crossings, at))
                        .as("seed %d at %d, %s", seed, at, crossings)
                        .isEqualTo(used.compareTo(limit.amount()) >= 0);
            }
        }
    }

    private static boolean isOver(List<Crossing> crossings, int atMs) {
        boolean isOver = false;
        for (Crossing crossing : crossings) {
            // Usage reaches a limit at a crossing upwards, and is not below it yet at one downwards.
            if (crossing.isUp() ? crossing.micros() <= atMs * 1_000L : crossing.micros() < atMs * 1_000L) {
                isOver = crossing.isUp();
            }
        }
        return isOver;
    }

    private static BigInteger used(List<PodSpan> pods, long from, long until) {
        BigInteger used = BigInteger.ZERO;
        for (long at = from; at < until; at++) {
            for (PodSpan pod : pods) {
                if (pod.startMs() <= at && at < pod.endMs()) {
                    used = used.add(pod.steps().getFirst().rates().get("cpu"));
                }
            }
        }
        return used;
    }
}
