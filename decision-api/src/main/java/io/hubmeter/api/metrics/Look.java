package io.hubmeter.api.metrics;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.metrics.Labelled;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;

/** One look at all accounts, and what it tells. */
final class Look {
    private final AccountMetricsConfig config;
    private final Selection selection;
    private final RealmSums realms;
    private final GroupSums groups = new GroupSums();
    private final Memberships memberships;

    Look(AccountMetricsConfig config) {
        this.config = config;
        this.selection = new Selection(config);
        this.realms = new RealmSums(config.threshold());
        this.memberships = new Memberships(config);
    }

    void add(AccountStanding account) {
        selection.add(account);
        realms.add(account);
        groups.add(account);
        memberships.add(account);
    }

    MetricSnapshots told(Prices prices) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        AccountGauges accounts = new AccountGauges();
        List<AccountStanding> chosen = selection.chosen();
        chosen.forEach(accounts::add);
        accounts.addTo(all);
        realms.addTo(all, prices);
        GroupSums.Gauges ofGroups = groups.told(config.mostGroups(), prices);
        all.metricSnapshot(ofGroups.used.snapshot())
                .metricSnapshot(ofGroups.rate.snapshot())
                .metricSnapshot(ofGroups.accounts.snapshot())
                .metricSnapshot(ofGroups.over.snapshot())
                .metricSnapshot(ofGroups.cost.snapshot())
                .metricSnapshot(memberships.snapshot());
        Labelled leftOut = new Labelled(
                "hubmeter_account_series_left_out",
                "Accounts and groups without series of their own, and memberships that are not told",
                "metric");
        leftOut.add(selection.accounts() - chosen.size(), "hubmeter_account");
        leftOut.add(ofGroups.leftOut, "hubmeter_group");
        leftOut.add(memberships.leftOut(), "jupyterhub_user_group_info");
        return all.metricSnapshot(leftOut.snapshot()).build();
    }
}
