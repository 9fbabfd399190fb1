package io.hubmeter.standalone.serve;

import io.hubmeter.api.metrics.AccountMetricsConfig;
import io.hubmeter.collector.config.SettingReader;
import java.time.Duration;

/** Reads the settings of metrics about accounts. */
final class MetricsSettings {
    private static final double PERCENT = 100;

    private MetricsSettings() {}

    /** After all problems were told, so that every setting has a value. */
    static AccountMetricsConfig config(SettingReader reader) {
        return new AccountMetricsConfig(
                reader.need("metrics.every", Duration.class),
                reader.need("metrics.accounts.top", Integer.class),
                reader.need("metrics.accounts.threshold", Integer.class) / PERCENT,
                reader.need("metrics.accounts.most", Integer.class),
                reader.need("metrics.accounts.all", Boolean.class),
                reader.need("metrics.groups.most", Integer.class),
                reader.need("metrics.user-groups.most", Integer.class),
                reader.pairs("metrics.namespaces"));
    }
}
