package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Timeline;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A meter that ran at one core for three hours, of which the store has all readings, or only the later ones. */
class KeptHistoryTest {
    private static final Resource CPU = new Resource("cpu");
    private static final Instant START = Instant.parse("2026-06-30T12:00:00Z");
    private static final Instant MIDDLE = START.plus(Duration.ofHours(1));
    private static final Instant END = START.plus(Duration.ofHours(3));
    private static final Instant BEFORE = START.minus(Duration.ofHours(5));
    private static final List<Reading> READINGS =
            List.of(reading(START, 0, 0, 1), reading(MIDDLE, 1, 1, 1), reading(END, 3, 1, 0));

    @Test
    void allUsageCountsWhereNothingIsForgotten() {
        assertThat(usedBetween(BEFORE, kept(READINGS, BEFORE))).isEqualTo(hours(3));
    }

    @Test
    void theMeterStandsAtZeroBeforeItsFirstReading() {
        KeptHistory history = kept(READINGS, BEFORE);

        assertThat(history.asOf(BEFORE)).isNull();
        assertThat(history.asOf(BEFORE.plusMillis(1))).isNull();
        assertThat(history.after(BEFORE)).isEqualTo(READINGS.getFirst());
    }

    /** As after a compaction of the changelog: the floor alone does not tell that readings after it are gone. */
    @Test
    void usageBeforeTheOldestReadingKeptIsLeftOutThoughTheFloorLiesBeforeIt() {
        assertThat(usedBetween(BEFORE, kept(READINGS.subList(1, 3), BEFORE))).isEqualTo(hours(2));
        assertThat(usedBetween(BEFORE, kept(READINGS.subList(2, 3), BEFORE))).isEqualTo(hours(0));
    }

    @Test
    void usageBeforeTheFloorIsLeftOut() {
        assertThat(usedBetween(BEFORE, kept(READINGS.subList(1, 3), MIDDLE))).isEqualTo(hours(2));
        assertThat(usedBetween(BEFORE, kept(READINGS.subList(2, 3), MIDDLE))).isEqualTo(hours(0));
    }

    @Test
    void everyInstantBeforeTheOldestReadingHasTheSameTotals() {
        KeptHistory history = kept(READINGS.subList(1, 3), BEFORE);

        assertThat(history.totalsAt(START)).isEqualTo(hours(1));
        assertThat(history.totalsAt(BEFORE)).isEqualTo(hours(1));
        assertThat(history.totalsAt(BEFORE.minusMillis(1))).isEqualTo(hours(1));
        assertThat(history.totalsAt(MIDDLE)).isEqualTo(hours(1));
    }

    private static Quantities usedBetween(Instant from, KeptHistory history) {
        return history.usage(Duration.between(from, END), END);
    }

    private static KeptHistory kept(List<Reading> readings, Instant floor) {
        Timeline timeline = new Timeline();
        timeline.putAll(readings);
        return new KeptHistory(timeline, floor);
    }

    private static Reading reading(Instant at, int hours, int coresBefore, int coresAfter) {
        return new Reading(at, hours(hours), cores(coresBefore), cores(coresAfter), coresAfter, 2, 0, false);
    }

    private static Quantities cores(int cores) {
        return Quantities.of(CPU, BigInteger.valueOf(1_000_000L * cores));
    }

    private static Quantities hours(int coreHours) {
        return cores(1).times(Duration.ofHours(coreHours).toMillis());
    }
}
