package io.hubmeter.standalone.simulate;

import io.hubmeter.collector.notation.DurationText;
import io.hubmeter.collector.policyfile.LimitText;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.QuotaEvent;
import io.hubmeter.core.simulation.RecordedPod;
import io.hubmeter.core.simulation.SimulatedEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of simulated events, as words and numbers. */
final class EventText {
    private static final int DECIMALS = 6;

    private EventText() {}

    /** The event's stable code. */
    static String kind(SimulatedEvent event) {
        return switch (event) {
            case SimulatedEvent.Warned warned -> "warned";
            case SimulatedEvent.Exceeded exceeded -> "exceeded";
            case SimulatedEvent.Restored restored -> "restored";
            case SimulatedEvent.Denied denied -> "denied";
            case SimulatedEvent.Stopped stopped -> "stopped";
        };
    }

    /** Whether nothing came of it. */
    static boolean isObserved(SimulatedEvent event) {
        return event instanceof SimulatedEvent.Denied denied
                ? denied.isObserved()
                : event.limit().isObserved();
    }

    /** The cause's stable code; empty for what just happens. */
    static String cause(SimulatedEvent event) {
        QuotaEvent.@Nullable Cause cause = switch (event) {
            case SimulatedEvent.Warned warned -> warned.cause();
            case SimulatedEvent.Exceeded exceeded -> exceeded.cause();
            case SimulatedEvent.Restored restored -> restored.cause();
            case SimulatedEvent.Denied denied -> null;
            case SimulatedEvent.Stopped stopped -> null;
        };
        return cause == null || cause == QuotaEvent.Cause.CROSSED
                ? ""
                : cause.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The pod that is denied or stopped; null if the event is about none. */
    static @Nullable RecordedPod pod(SimulatedEvent event) {
        return switch (event) {
            case SimulatedEvent.Denied denied -> denied.pod();
            case SimulatedEvent.Stopped stopped -> stopped.pod();
            case SimulatedEvent.Warned warned -> null;
            case SimulatedEvent.Exceeded exceeded -> null;
            case SimulatedEvent.Restored restored -> null;
        };
    }

    /** To the nearest microsecond. */
    static Instant instant(ExactInstant at) {
        return Instant.ofEpochSecond(0, at.toEpochMicros() * 1_000);
    }

    static String limit(Limit limit) {
        return LimitText.of(limit);
    }

    static String window(Limit limit) {
        return DurationText.of(limit.window());
    }

    /** Display hours with up to six decimals. */
    static BigDecimal hours(Resource resource, BigInteger amount) {
        BigDecimal hours = resource.hours(amount, DECIMALS).stripTrailingZeros();
        return hours.scale() < 0 ? hours.setScale(0) : hours;
    }

    static BigDecimal hours(Limit limit) {
        return hours(limit.resource(), Objects.requireNonNull(limit.amount()));
    }
}
