package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/** Compares the meters in the store, and those that readers of the topic make up, with brute force. */
final class Checked {
    private static final int RANDOM_WINDOWS = 10;

    private Checked() {}

    /** The account's meter is that of its pods in every window. */
    static void usage(DrivenTopology topology, String account, Collection<PodInterval> pods, RandomGenerator random) {
        BruteForce bruteForce = new BruteForce(pods, account);
        Timeline replayed = topology.replayed().getOrDefault(account, new Timeline());
        List<Long> changes = new ArrayList<>(bruteForce.changes());
        if (changes.isEmpty()) {
            assertThat(replayed.readings()).as("readings of %s", account).isEmpty();
            return;
        }
        long firstMs = changes.getFirst();
        long lastMs = changes.getLast();
        for (long change : changes) {
            check(topology.stored(account), "stored", account, bruteForce, Math.max(0, firstMs - 1), change);
            check(replayed, "replayed", account, bruteForce, Math.max(0, firstMs - 1), change);
        }
        for (int i = 0; i < RANDOM_WINDOWS; i++) {
            long from = random.nextLong(Math.max(0, firstMs - 1), lastMs + 2);
            long until = random.nextLong(from, 2 * lastMs - firstMs + 3);
            check(topology.stored(account), "stored", account, bruteForce, from, until);
            check(replayed, "replayed", account, bruteForce, from, until);
        }
    }

    private static void check(
            MeterHistory meter, String which, String account, BruteForce bruteForce, long fromMs, long untilMs) {
        Quantities used = meter.usage(Duration.ofMillis(untilMs - fromMs), Instant.ofEpochMilli(untilMs));
        for (String resource : RandomPods.RESOURCES) {
            assertThat(used.get(new Resource(resource)))
                    .as("%s used by '%s' in [%d, %d), %s", resource, account, fromMs, untilMs, which)
                    .isEqualTo(bruteForce.used(resource, fromMs, untilMs));
        }
        var reading = meter.asOf(Instant.ofEpochMilli(untilMs));
        assertThat(reading == null ? 0 : reading.openPods())
                .as("open pods of '%s' at %d, %s", account, untilMs, which)
                .isEqualTo(bruteForce.openPods(untilMs));
    }
}
