package io.hubmeter.culler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.stop.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A process that works as a session with Kafka does, except that it can be killed between any two steps. */
final class DrivenCuller {
    private static final Duration REPORT_AFTER = Duration.ofMinutes(30);

    private final World world;
    private final RandomGenerator random;
    private final CullPlan plan;
    private final Set<Integer> partitions = new HashSet<>();
    private final Map<Integer, Integer> positions = new HashMap<>();
    private final List<StopTask> tried = new ArrayList<>();
    private final List<Runnable> acknowledgements = new ArrayList<>();

    DrivenCuller(World world, RandomGenerator random) {
        this.world = world;
        this.random = random;
        this.plan = new CullPlan(random.nextBoolean() ? 10_000 : 4, REPORT_AFTER, random);
    }

    void assigned(int partition, Map<Integer, Long> committed) {
        plan.assigned(partition, world.log.get(partition).size(), Instant.EPOCH);
        world.stops.forEach(plan::reported);
        partitions.add(partition);
        positions.put(partition, Math.toIntExact(committed.getOrDefault(partition, 0L)));
    }

    void revoked(int partition) {
        partitions.remove(partition);
        plan.revoked(partition);
    }

    void read() {
        for (int partition : partitions) {
            List<News> log = world.log.get(partition);
            int position = positions.getOrDefault(partition, 0);
            while (position < log.size() && !plan.isFull()) {
                plan.heard(partition, position, log.get(position));
                position++;
            }
            plan.readTo(partition, position);
            positions.put(partition, position);
        }
    }

    void launch() {
        List<StopTask> taken = plan.take(world.now, 4 - tried.size());
        if (isAtEnd()) {
            // So what it acts upon is the truth, unless the stop was asked for before.
            assertThat(taken)
                    .filteredOn(task -> task.askedAt() == null)
                    .allMatch(task -> world.mustStop(task.target().uid()));
        }
        tried.addAll(taken);
        assertThat(tried.stream().map(task -> task.target().key()))
                .as("tried at the same time")
                .doesNotHaveDuplicates();
    }

    private boolean isAtEnd() {
        return partitions.stream()
                .allMatch(partition -> positions.getOrDefault(partition, 0)
                        == world.log.get(partition).size());
    }

    /** One try comes to an end, in one way or another. */
    void finishOne(boolean isReliable) {
        if (tried.isEmpty()) {
            return;
        }
        StopTask task = tried.remove(random.nextInt(tried.size()));
        String uid = task.target().uid();
        int luck = isReliable ? 9 : random.nextInt(10);
        if (luck < 3) {
            again(task, task.askedAt());
        } else if (!world.runs(uid)) {
            over(task, task.askedAt() == null ? Stop.Outcome.ALREADY_STOPPED : Stop.Outcome.STOPPED);
        } else if (!world.isExceeded(task.excess().subject())) {
            over(task, Stop.Outcome.SPARED);
        } else {
            world.stop(uid);
            if (luck < 5) {
                again(task, world.now);
            } else {
                over(task, Stop.Outcome.STOPPED);
            }
        }
    }

    private void again(StopTask task, @Nullable Instant askedAt) {
        Instant notBefore = random.nextBoolean() ? null : world.now.plusSeconds(random.nextInt(60));
        if (plan.again(task, world.now, notBefore, askedAt)) {
            Stop stop = stop(task, Stop.Outcome.FAILED);
            world.stops.add(stop);
            plan.reported(stop);
        }
    }

    private void over(StopTask task, Stop.Outcome outcome) {
        Stop stop = stop(task, outcome);
        acknowledgements.add(() -> plan.settled(task, stop));
        world.stops.add(stop);
    }

    private Stop stop(StopTask task, Stop.Outcome outcome) {
        News.Exceeded excess = task.excess();
        return new Stop(
                excess.account(),
                "lab",
                "",
                null,
                task.target().uid(),
                null,
                task.target().pod(),
                outcome,
                excess.limit(),
                excess.origin(),
                excess.crossedAt(),
                excess.graceUntil(),
                world.now,
                "",
                "",
                "");
    }

    void acknowledge() {
        acknowledgements.forEach(Runnable::run);
        acknowledgements.clear();
    }

    void commit(Map<Integer, Long> committed) {
        plan.resumeAt(world.now).forEach((partition, resume) -> committed.put(partition, resume.offset()));
    }

    boolean isIdle() {
        return plan.size() == 0 && tried.isEmpty();
    }
}
