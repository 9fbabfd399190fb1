package io.hubmeter.collector.source;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;

/** The gauge that every source has: whether it is up. */
public final class UpGauge {
    private UpGauge() {}

    /** Registers that of a source. */
    public static void register(MeterRegistry registry, String source, BooleanSupplier up) {
        Gauge.builder("hubmeter.collector.up", () -> up.getAsBoolean() ? 1 : 0)
                .description("1 while the source follows changes and has missed none")
                .tag("source", source)
                .register(registry);
    }
}
