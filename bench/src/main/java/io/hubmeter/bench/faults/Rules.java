package io.hubmeter.bench.faults;

import io.hubmeter.bench.faults.check.Limit;
import io.hubmeter.bench.faults.check.Terms;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Policy;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The policies of a run: limits that accounts cross and keep again within seconds, minutes and a day. */
final class Rules {
    /** Amounts that no straight piece of usage is likely to stay exactly at. */
    static final List<Limit> DEFAULTS = List.of(
            new Limit("cpu", new BigInteger("90000000017"), 15_000),
            new Limit("memory", new BigInteger("7000000000000000000039"), 120_000),
            new Limit("gpu", new BigInteger("9000000000013"), 86_400_000));

    private static final long SHORTEST_RUN_MS = 5_000;
    private static final long FRESHNESS_BOUND_MS = 15_000;

    private Rules() {}

    /** What the policy with a number says: the same of everybody, and of groups something else each time. */
    static Terms terms(int number) {
        return new Terms(
                "hash-of-faults-" + number,
                DEFAULTS,
                Map.of(
                        "power",
                        DEFAULTS.stream()
                                .filter(limit -> !limit.resource().equals("gpu"))
                                .map(limit -> scaled(limit, 13 + 2 * (number % 3), number))
                                .toList(),
                        "small",
                        DEFAULTS.stream()
                                .filter(limit -> !limit.resource().equals("memory"))
                                .map(limit -> scaled(limit, 3 + number % 4, number))
                                .toList()),
                SHORTEST_RUN_MS,
                FRESHNESS_BOUND_MS);
    }

    private static Limit scaled(Limit limit, int tenths, int more) {
        return new Limit(
                limit.resource(),
                limit.amount()
                        .multiply(BigInteger.valueOf(tenths))
                        .divide(BigInteger.TEN)
                        .add(BigInteger.valueOf(more)),
                limit.windowMs());
    }

    static Policy policy(int number) {
        Terms terms = terms(number);
        return Policy.of(
                "faults",
                terms.hash(),
                "",
                Policy.Rules.of(
                        Combination.MAX,
                        Duration.ofMillis(terms.shortestRunMs()),
                        Duration.ofMillis(terms.freshnessBoundMs()),
                        Duration.ZERO),
                limits(terms.limits()),
                terms.groups().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, group -> limits(group.getValue()))),
                Map.of());
    }

    private static List<io.hubmeter.core.quota.Limit> limits(List<Limit> limits) {
        return limits.stream()
                .map(limit -> new io.hubmeter.core.quota.Limit(
                        new Resource(limit.resource()), limit.amount(), Duration.ofMillis(limit.windowMs())))
                .toList();
    }
}
