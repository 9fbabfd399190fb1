package io.hubmeter.api.metrics;

import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.decision.Standing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts decisions by hub, outcome and cause. */
final class DecisionCounts {
    /** Admins may name any hub, so that there are no more series than this many hubs have. */
    static final int MOST_HUBS = 200;

    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
    private final Set<String> hubs = ConcurrentHashMap.newKeySet();

    private record Key(String hub, String outcome, String cause, boolean isEnforced) {}

    DecisionCounts(MeterRegistry registry) {
        this.registry = registry;
    }

    void count(DecisionEntry entry) {
        Decision decision = entry.decision();
        boolean isEnforced = !(decision instanceof Decision.Permit(List<Standing> overruled)) || overruled.isEmpty();
        Key key = new Key(hub(entry.question().hub()), decision.code(), cause(decision), isEnforced);
        counters.computeIfAbsent(key, this::counter).increment();
    }

    private String hub(@org.jspecify.annotations.Nullable String hub) {
        String name = hub == null ? "" : hub;
        if (!hubs.contains(name)) {
            if (hubs.size() >= MOST_HUBS) {
                return OTHER;
            }
            var _ = hubs.add(name);
        }
        return name;
    }

    /** The first limit that is in the way, whether it may be or not; or what is not known. */
    private static String cause(Decision decision) {
        return switch (decision) {
            case Decision.Permit(List<Standing> overruled) -> resource(overruled);
            case Decision.Deny(List<Standing> reasons) -> resource(reasons);
            case Decision.Unknown(Decision.Cause cause) ->
                cause.name().toLowerCase(Locale.ROOT).replace('_', '-');
        };
    }

    private static String resource(List<Standing> reasons) {
        return reasons.isEmpty() ? "" : reasons.getFirst().limit().resource().name();
    }

    private Counter counter(Key key) {
        return Counter.builder("hubmeter.decisions")
                .description("Decisions that were made and recorded")
                .tag("hub", key.hub())
                .tag("outcome", key.outcome())
                .tag("cause", key.cause())
                .tag("enforced", Boolean.toString(key.isEnforced()))
                .register(registry);
    }
}
