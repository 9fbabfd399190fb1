package io.hubmeter.culler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.stop.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Whatever is said of limits, however often it is repeated, whenever the clock jumps, two cullers swap partitions or one is
 * killed: who has to stop is stopped, once, and nobody else is. The truth is what was said last of each limit.
 */
class CullPlanLawsTest {
    private static final int STEPS = 400;

    @Test
    void everyServerThatHasToStopIsStoppedOnceAndNoOther() {
        Seeds.check(300, CullPlanLawsTest::check);
    }

    private static void check(RandomGenerator random) {
        World world = new World(random);
        Map<Integer, Long> committed = new HashMap<>();
        DrivenCuller[] cullers = {new DrivenCuller(world, random), new DrivenCuller(world, random)};
        int[] owner = new int[World.PARTITIONS];
        for (int partition = 0; partition < World.PARTITIONS; partition++) {
            cullers[owner[partition]].assigned(partition, committed);
        }

        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(3) == 0) {
                world.step();
            }
            int chosen = random.nextInt(cullers.length);
            DrivenCuller culler = cullers[chosen];
            // What a culler acts upon it has read; the check just before a stop sees the truth.
            culler.read();
            switch (random.nextInt(12)) {
                case 0 -> culler.commit(committed);
                case 1 -> {
                    cullers[chosen] = new DrivenCuller(world, random);
                    for (int partition = 0; partition < World.PARTITIONS; partition++) {
                        if (owner[partition] == chosen) {
                            cullers[chosen].assigned(partition, committed);
                        }
                    }
                }
                case 2 -> {
                    int partition = random.nextInt(World.PARTITIONS);
                    cullers[owner[partition]].revoked(partition);
                    owner[partition] = chosen;
                    culler.assigned(partition, committed);
                }
                case 3 -> world.now = world.now.plus(Duration.ofMinutes(random.nextInt(20)));
                case 4 -> world.now = world.now.minus(Duration.ofSeconds(random.nextInt(120)));
                case 5, 6, 7 -> culler.launch();
                case 8, 9 -> culler.finishOne(false);
                default -> culler.acknowledge();
            }
        }
        comeToRest(world, cullers, committed);

        assertThat(world.running()).as("still running").noneMatch(world::mustStop);
        assertThat(world.stopped)
                .as("stopped how often")
                .allSatisfy((uid, times) -> assertThat(times).isEqualTo(1));
        assertThat(world.stops.stream()
                        .filter(stop -> stop.outcome() == Stop.Outcome.STOPPED)
                        .collect(Collectors.groupingBy(Stop::uid, Collectors.counting())))
                .as("reported as stopped how often")
                .allSatisfy((uid, times) -> assertThat(times).isEqualTo(1));
        for (int partition = 0; partition < World.PARTITIONS; partition++) {
            assertThat(committed.get(partition))
                    .as("all of partition %d is worked off", partition)
                    .isEqualTo(world.log.get(partition).size());
        }
    }

    private static void comeToRest(World world, DrivenCuller[] cullers, Map<Integer, Long> committed) {
        Instant lastGrace = world.lastGrace();
        if (lastGrace != null && world.now.isBefore(lastGrace)) {
            world.now = lastGrace;
        }
        for (int round = 0; round < 500; round++) {
            world.now = world.now.plus(Duration.ofMinutes(6));
            for (DrivenCuller culler : cullers) {
                culler.read();
                culler.launch();
                culler.finishOne(true);
                culler.finishOne(true);
                culler.acknowledge();
                culler.commit(committed);
            }
        }
        assertThat(cullers).allMatch(DrivenCuller::isIdle);
    }
}
