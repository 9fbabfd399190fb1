package io.hubmeter.core.grant;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** Changes of rate added up: one for each instant, none where nothing changes. */
final class ChangeSum {
    private final TreeMap<Instant, RateChange> byInstant = new TreeMap<>();

    static List<RateChange> of(List<RateChange> some, List<RateChange> others) {
        ChangeSum sum = new ChangeSum();
        some.forEach(sum::add);
        others.forEach(sum::add);
        return sum.changes();
    }

    void add(RateChange change) {
        byInstant.merge(
                change.at(),
                change,
                (a, b) -> new RateChange(a.at(), a.rates().plus(b.rates()), a.openPods() + b.openPods()));
    }

    void subtract(RateChange change) {
        add(new RateChange(change.at(), Quantities.ZERO.minus(change.rates()), -change.openPods()));
    }

    /** In ascending order of time. */
    List<RateChange> changes() {
        return byInstant.values().stream()
                .filter(change -> !change.rates().isZero() || change.openPods() != 0)
                .toList();
    }
}
