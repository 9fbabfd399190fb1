package io.hubmeter.api.metrics;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.metrics.Labelled;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;

/** The series of single accounts. */
final class AccountGauges {
    private static final String[] LABELS = {"realm", "user", "resource", "window"};

    private final Labelled used = new Labelled(
            "hubmeter_account_used_hours", "Used within the limit's window, in hours of the display unit", LABELS);
    private final Labelled limit = new Labelled(
            "hubmeter_account_limit_hours",
            "The limit, grants included, in hours of the display unit; infinite if it is unlimited",
            LABELS);
    private final Labelled ratio = new Labelled(
            "hubmeter_account_used_ratio", "Used / limit; of a limit of zero infinite once anything is used", LABELS);
    private final Labelled rate =
            new Labelled("hubmeter_account_rate", "Display units that the account's pods hold now", LABELS);
    private final Labelled exhausted = new Labelled(
            "hubmeter_account_exhausted_timestamp_seconds",
            "When the limit is reached if what runs goes on; only where it is within one window",
            LABELS);

    void add(AccountStanding account) {
        for (Standing standing : account.assessment().standings()) {
            Resource resource = standing.limit().resource();
            String[] labels = {
                account.account().realm(),
                account.account().user(),
                resource.name(),
                WindowText.of(standing.limit().window())
            };
            used.add(Hours.of(resource, standing.used()), labels);
            limit.add(Hours.of(resource, standing.limit().amount()), labels);
            ratio.add(Ratio.of(standing), labels);
            rate.add(Hours.rate(resource, standing.rate()), labels);
            Instant exhaustedAt = standing.exhaustedAt();
            if (exhaustedAt != null) {
                exhausted.add(exhaustedAt.toEpochMilli() / 1e3, labels);
            }
        }
    }

    void addTo(MetricSnapshots.Builder all) {
        all.metricSnapshot(used.snapshot())
                .metricSnapshot(limit.snapshot())
                .metricSnapshot(ratio.snapshot())
                .metricSnapshot(rate.snapshot())
                .metricSnapshot(exhausted.snapshot());
    }
}
