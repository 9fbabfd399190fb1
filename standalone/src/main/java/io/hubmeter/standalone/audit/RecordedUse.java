package io.hubmeter.standalone.audit;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one account used: rate times time over all its pods, corrections included. */
final class RecordedUse {
    private final Map<Resource, Curve> curves = new TreeMap<>();

    /**
     * The use of an account.
     *
     * @param pods everything known of each of its pods
     * @param corrections those that count, in the order in which they are applied
     */
    RecordedUse(Collection<PodHistory> pods, List<Grant> corrections) {
        Map<Resource, Held> held = new TreeMap<>();
        pods.forEach(pod -> hold(pod, held));
        for (Grant correction : corrections) {
            Held of = held.computeIfAbsent(Objects.requireNonNull(correction.resource()), resource -> new Held());
            long fromMs = correction.from().toEpochMilli();
            long untilMs = Objects.requireNonNull(correction.until()).toEpochMilli();
            if (correction.amount().signum() > 0) {
                of.spread(correction.amount(), fromMs, untilMs);
            } else {
                of.take(correction.amount().negate(), fromMs, untilMs);
            }
        }
        held.forEach((resource, of) -> curves.put(resource, Curve.of(of)));
    }

    private static void hold(PodHistory pod, Map<Resource, Held> held) {
        Instant scheduledAt = pod.scheduledAt();
        if (scheduledAt == null) {
            return;
        }
        long startMs = scheduledAt.toEpochMilli();
        long endMs = pod.endedAt() == null ? Long.MAX_VALUE : pod.endedAt().toEpochMilli();
        for (int i = 0; i < pod.spans().size(); i++) {
            boolean isLast = i + 1 == pod.spans().size();
            long fromMs = i == 0
                    ? startMs
                    : Math.max(startMs, pod.spans().get(i).from().toEpochMilli());
            long untilMs = isLast
                    ? endMs
                    : Math.max(startMs, pod.spans().get(i + 1).from().toEpochMilli());
            pod.spans()
                    .get(i)
                    .rates()
                    .asMap()
                    .forEach((resource, rate) -> held.computeIfAbsent(resource, name -> new Held())
                            .add(rate, fromMs, Math.min(untilMs, endMs)));
        }
    }

    /** A step of what is held: the rate from an instant on, and what was used up to there. */
    private record Step(long atMs, BigInteger rate, BigInteger used) {
        BigInteger usedUpTo(long ms) {
            return used.add(rate.multiply(BigInteger.valueOf(ms - atMs)));
        }
    }

    /** One resource over time. */
    private record Curve(TreeMap<Long, Step> steps) {
        static Curve of(Held held) {
            TreeMap<Long, Step> steps = new TreeMap<>();
            Step last = new Step(0, BigInteger.ZERO, BigInteger.ZERO);
            for (Map.Entry<Long, BigInteger> change : held.steps().entrySet()) {
                last = new Step(change.getKey(), last.rate().add(change.getValue()), last.usedUpTo(change.getKey()));
                steps.put(change.getKey(), last);
            }
            return new Curve(steps);
        }

        BigInteger usedUpTo(long ms) {
            Map.Entry<Long, Step> step = steps.floorEntry(ms);
            return step == null ? BigInteger.ZERO : step.getValue().usedUpTo(ms);
        }
    }

    /** What was used in {@code [from, until)}, in micro-unit milliseconds, as if whatever runs ran on. */
    Quantities used(Instant from, Instant until) {
        Map<Resource, BigInteger> used = new TreeMap<>();
        curves.forEach((resource, curve) ->
                used.put(resource, curve.usedUpTo(until.toEpochMilli()).subtract(curve.usedUpTo(from.toEpochMilli()))));
        return Quantities.of(used);
    }

    /** The resources that were ever held. */
    Set<Resource> resources() {
        return curves.keySet();
    }

    /** When anything was held first; null if never. */
    @Nullable
    Instant first() {
        return curves.values().stream()
                .filter(curve -> !curve.steps().isEmpty())
                .map(curve -> Instant.ofEpochMilli(curve.steps().firstKey()))
                .min(Instant::compareTo)
                .orElse(null);
    }

    /** When what is held changes next after an instant; {@link Instant#MAX} if it does not. */
    Instant nextChange(Instant at) {
        return curves.values().stream()
                .map(curve -> curve.steps().higherKey(at.toEpochMilli()))
                .filter(Objects::nonNull)
                .map(Instant::ofEpochMilli)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    }
}
