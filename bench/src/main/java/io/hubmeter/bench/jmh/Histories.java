package io.hubmeter.bench.jmh;

import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The account that the domain is measured with: thirty days of a server that runs by turns, and runs now. */
final class Histories {
    /** When the account is looked at. */
    static final Instant NOW = Instant.parse("2026-02-01T12:00:00Z");
    /** What its server holds. */
    static final Quantities HELD = Quantities.of(Map.of(
            Resource.GPU, Resource.GPU.rateOf(BigDecimal.ONE),
            Resource.CPU, Resource.CPU.rateOf(new BigDecimal("4")),
            Resource.MEMORY, Resource.MEMORY.rateOf(new BigDecimal("16"))));

    private static final Duration SPAN = Duration.ofDays(30);

    private Histories() {}

    /** A history of so many readings, an odd number. */
    static Timeline of(int readings) {
        Timeline timeline = new Timeline();
        for (int i = 0; i < readings; i++) {
            timeline.putAll(Meter.amend(timeline, List.of(change(at(i, readings), i % 2 == 0)), false));
        }
        return timeline;
    }

    /** When a reading was made. */
    static Instant at(int reading, int readings) {
        return NOW.minus(SPAN).plusMillis(SPAN.toMillis() / readings * reading);
    }

    /** A server's start, or its end. */
    static RateChange change(Instant at, boolean isStart) {
        return new RateChange(at, isStart ? HELD : HELD.times(-1), isStart ? 1 : -1);
    }

    /** Three limits, of so many GPU-hours and in proportion. */
    static List<Limit> limits(int gpuHours) {
        return List.of(
                limit(Resource.GPU, gpuHours, 30),
                limit(Resource.CPU, 4 * gpuHours, 30),
                limit(Resource.GPU, gpuHours, 7));
    }

    private static Limit limit(Resource resource, int hours, int days) {
        return new Limit(resource, resource.amountOf(BigDecimal.valueOf(hours)), Duration.ofDays(days));
    }
}
