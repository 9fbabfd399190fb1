package io.hubmeter.bench.platform;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The policies that are measured under. */
public final class BenchPolicies {
    /** The group whose limits look back one day. */
    public static final String SHORT = "w1d";
    /** The group whose limits look back thirty days. */
    public static final String LONG = "w30d";

    private static final int LONG_DAYS = 30;
    private static final int GPU_HOURS_PER_DAY = 20;
    private static final int CORE_HOURS_PER_DAY = 160;
    private static final int GIB_HOURS_PER_DAY = 640;

    private BenchPolicies() {}

    /** Three limits for everybody: two windows of one resource, one of another. */
    public static Policy threeLimits() {
        return policy(
                "three-limits",
                List.of(limit(Resource.GPU, 160, 30), limit(Resource.GPU, 40, 7), limit(Resource.CPU, 4_000, 30)),
                Map.of());
    }

    /** Two groups with three limits each, alike but for the length of their windows. */
    public static Policy twoWindows() {
        return policy("two-windows", daily(1), Map.of(SHORT, daily(1), LONG, daily(LONG_DAYS)));
    }

    private static List<Limit> daily(int days) {
        return List.of(
                limit(Resource.GPU, GPU_HOURS_PER_DAY * days, days),
                limit(Resource.CPU, CORE_HOURS_PER_DAY * days, days),
                limit(Resource.MEMORY, GIB_HOURS_PER_DAY * days, days));
    }

    private static Limit limit(Resource resource, int hours, int days) {
        return new Limit(resource, resource.amountOf(BigDecimal.valueOf(hours)), Duration.ofDays(days));
    }

    private static Policy policy(String name, List<Limit> defaults, Map<String, List<Limit>> groups) {
        return Policy.of(name, "hash-of-" + name, "", Policy.Rules.DEFAULT, defaults, groups, Map.of());
    }
}
