package io.hubmeter.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
    private static final long MILLI = 1_000_000;

    @Test
    void whatIsDueDoesNotDependOnWhatWasDone() {
        Schedule schedule = Schedule.from(5, 2_000, Duration.ofSeconds(10));
        assertThat(schedule.count()).isEqualTo(20_000);
        assertThat(schedule.dueNanos(0)).isEqualTo(5);
        assertThat(schedule.dueNanos(1)).isEqualTo(5 + MILLI / 2);
        assertThat(schedule.endNanos()).isEqualTo(5 + 10_000 * MILLI);
    }

    @Test
    void anIntervalThatIsNoWholeNanosecondDoesNotAddUpToAnError() {
        Schedule schedule = Schedule.from(0, 3, Duration.ofHours(1));
        assertThat(schedule.dueNanos(1)).isEqualTo(333_333_333);
        assertThat(schedule.dueNanos(10_800)).isEqualTo(3_600_000 * MILLI);
    }

    @Test
    void whatIsLateIsNotWaitedFor() {
        long start = System.nanoTime() - 10_000 * MILLI;
        assertThat(new Schedule(start, 1, 5).await(4)).isEqualTo(start + 4_000 * MILLI);
    }

    @Test
    void noPaceIsRefused() {
        assertThatThrownBy(() -> new Schedule(0, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("schedule: found 0 a second and 1 in all, expected at least 1 and 0");
    }
}
