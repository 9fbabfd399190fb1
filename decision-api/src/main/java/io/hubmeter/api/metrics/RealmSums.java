package io.hubmeter.api.metrics;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.usage.Cost;
import io.hubmeter.metrics.Labelled;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.TreeMap;

/** What is told of all accounts of a realm together. */
final class RealmSums {
    private final double threshold;
    private final Map<String, Integer> accounts = new TreeMap<>();
    private final Map<String, Quantities> priced = new TreeMap<>();
    private final Map<LimitKey, Integer> over = new TreeMap<>();
    private final Map<LimitKey, Integer> near = new TreeMap<>();

    RealmSums(double threshold) {
        this.threshold = threshold;
    }

    void add(AccountStanding account) {
        String realm = account.account().realm();
        accounts.merge(realm, 1, Integer::sum);
        priced.merge(realm, account.used(), Quantities::plus);
        for (Standing standing : account.assessment().standings()) {
            LimitKey key = LimitKey.of(realm, standing.limit());
            over.merge(key, Ratio.isOver(standing) ? 1 : 0, Integer::sum);
            near.merge(key, Ratio.of(standing) >= threshold ? 1 : 0, Integer::sum);
        }
    }

    void addTo(MetricSnapshots.Builder all, Prices prices) {
        Labelled known = new Labelled("hubmeter_accounts", "Accounts that ever used something", "realm");
        accounts.forEach((realm, count) -> known.add(count, realm));
        Labelled cost = new Labelled(
                "hubmeter_cost",
                "What all use of the last 30 days costs by the prices in force now",
                "realm",
                "currency");
        if (!prices.isEmpty()) {
            priced.forEach((realm, amounts) ->
                    cost.add(prices.of(amounts, Cost.DECIMALS).doubleValue(), realm, prices.currency()));
        }
        all.metricSnapshot(known.snapshot())
                .metricSnapshot(cost.snapshot())
                .metricSnapshot(byLimit(
                        new Labelled(
                                "hubmeter_accounts_over",
                                "Accounts that have used up the limit",
                                "realm",
                                "resource",
                                "window"),
                        over))
                .metricSnapshot(byLimit(
                        new Labelled(
                                "hubmeter_accounts_near",
                                "Accounts whose ratio of used to limit is at the threshold or more",
                                "realm",
                                "resource",
                                "window"),
                        near));
    }

    private static io.prometheus.metrics.model.snapshots.GaugeSnapshot byLimit(
            Labelled gauge, Map<LimitKey, Integer> counts) {
        counts.forEach(
                (key, count) -> gauge.add(count, key.realm(), key.resource().name(), WindowText.of(key.window())));
        return gauge.snapshot();
    }
}
