package io.hubmeter.pods;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Exact quantities by Kubernetes resource name, in natural units. A resource that is not listed is not zero: nothing was said
 * of it. Immutable.
 */
final class Amounts {
    static final Amounts NONE = new Amounts(new TreeMap<>());

    private final Map<String, BigDecimal> byName;

    private Amounts(Map<String, BigDecimal> byName) {
        this.byName = byName;
    }

    static Amounts of(Map<String, BigDecimal> byName) {
        return byName.isEmpty() ? NONE : new Amounts(new TreeMap<>(byName));
    }

    @Nullable
    BigDecimal get(String name) {
        return byName.get(name);
    }

    Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    Map<String, BigDecimal> asMap() {
        return Collections.unmodifiableMap(byName);
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    Amounts plus(Amounts other) {
        return merged(other, BigDecimal::add);
    }

    Amounts max(Amounts other) {
        return merged(other, BigDecimal::max);
    }

    /** These, and those of the other of which nothing is said here. */
    Amounts orElse(Amounts other) {
        return merged(other, (mine, others) -> mine);
    }

    /** The other's, and these of which the other says nothing. */
    Amounts overriddenBy(Amounts other) {
        return merged(other, (mine, others) -> others);
    }

    /** These less the other's, but not below zero; resources that only the other lists are not added. */
    Amounts less(Amounts other) {
        TreeMap<String, BigDecimal> less = new TreeMap<>(byName);
        less.replaceAll((name, value) -> {
            BigDecimal by = other.get(name);
            return by == null ? value : value.subtract(by).max(BigDecimal.ZERO);
        });
        return of(less);
    }

    private Amounts merged(Amounts other, BinaryOperator<BigDecimal> merge) {
        if (other.isEmpty()) {
            return this;
        }
        TreeMap<String, BigDecimal> merged = new TreeMap<>(byName);
        other.byName.forEach((name, value) -> {
            BigDecimal mine = merged.get(name);
            merged.put(name, mine == null ? value : merge.apply(mine, value));
        });
        return new Amounts(merged);
    }
}
