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

/** The one policy of a run: limits that accounts cross and keep again within seconds, minutes and a day. */
final class Rules {
    /** Amounts that no straight piece of usage is likely to stay exactly at. */
    static final Terms TERMS = new Terms(
            List.of(
                    new Limit("cpu", new BigInteger("90000000017"), 15_000),
                    new Limit("memory", new BigInteger("7000000000000000000039"), 120_000),
                    new Limit("gpu", new BigInteger("9000000000013"), 86_400_000)),
            5_000,
            15_000);

    private Rules() {}

    static Policy policy() {
        return Policy.of(
                "faults",
                "hash-of-faults",
                "",
                Policy.Rules.of(
                        Combination.MAX,
                        Duration.ofMillis(TERMS.shortestRunMs()),
                        Duration.ofMillis(TERMS.freshnessBoundMs()),
                        Duration.ZERO),
                TERMS.limits().stream()
                        .map(limit -> new io.hubmeter.core.quota.Limit(
                                new Resource(limit.resource()), limit.amount(), Duration.ofMillis(limit.windowMs())))
                        .toList(),
                Map.of(),
                Map.of());
    }
}
