package io.hubmeter.core.usage;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.policy.Prices;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says that rows of usage depend on.
 *
 * @param prices what an hour of each resource costs
 * @param groupOrder the groups that the policy names, in its order; the first of them that an account is in is its primary one
 */
public record Tariff(Prices prices, List<String> groupOrder) {
    /** Of a time of which no policy is known. */
    public static final Tariff NONE = new Tariff(Prices.NONE, List.of());

    /** Keeps its own copy. */
    public Tariff {
        groupOrder = List.copyOf(groupOrder);
    }

    /** The group that counts for an account when only one may: the first that the policy names, else the first by name. */
    public @Nullable String primaryOf(List<String> groups) {
        return groupOrder.stream()
                .filter(groups::contains)
                .findFirst()
                .or(() -> groups.stream().sorted().findFirst())
                .orElse(null);
    }

    /** What amounts in micro-unit milliseconds cost; null if nothing has a price. */
    public @Nullable Cost costOf(Quantities amounts) {
        return prices.isEmpty() ? null : new Cost(prices.of(amounts, Cost.DECIMALS), prices.currency());
    }
}
