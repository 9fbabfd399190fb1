package io.hubmeter.api.metrics;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import java.time.Duration;
import java.util.Comparator;

/** Limits of the same kind: of one realm, or of one group of it, with the same resource and window. */
record LimitKey(String realm, Resource resource, Duration window) implements Comparable<LimitKey> {
    private static final Comparator<LimitKey> ORDER = Comparator.comparing(LimitKey::realm)
            .thenComparing(LimitKey::resource)
            .thenComparing(LimitKey::window);

    static LimitKey of(String realm, Limit limit) {
        return new LimitKey(realm, limit.resource(), limit.window());
    }

    @Override
    public int compareTo(LimitKey other) {
        return ORDER.compare(this, other);
    }
}
