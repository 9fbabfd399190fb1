package io.hubmeter.standalone.serve;

import io.hubmeter.collector.config.Declarer;
import io.hubmeter.collector.config.Forms;
import io.hubmeter.collector.config.ListForms;
import io.hubmeter.core.metering.AccountId;
import java.util.regex.Pattern;

/** The settings of metrics about accounts, declared once. */
final class MetricsDeclaration {
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final int MOST = 1_000_000;

    private MetricsDeclaration() {}

    static Declarer declare(Declarer declarer) {
        return declarer.group("Metrics of accounts")
                .optional(
                        "metrics.every",
                        Forms.duration("5s", "1h"),
                        "1m",
                        "How often all accounts are looked at for /metrics. A look that takes longer puts the next one off.")
                .optional(
                        "metrics.accounts.top",
                        Forms.number(0, MOST, "accounts"),
                        "50",
                        "How many accounts have series of their own because they are nearest to a limit, for each realm, resource and window.")
                .optional(
                        "metrics.accounts.threshold",
                        Forms.number(1, 1_000, "percent of the limit"),
                        "80",
                        "From which part of a limit on an account has series in any case, and counts as near.")
                .optional(
                        "metrics.accounts.most",
                        Forms.number(0, MOST, "accounts"),
                        "1000",
                        "How many accounts have series at the most; each has five for each of its limits.")
                .optional(
                        "metrics.accounts.all",
                        Forms.truth(),
                        "false",
                        "Whether all accounts have series. A Prometheus of usual size bears a few ten thousand accounts.")
                .optional(
                        "metrics.groups.most",
                        Forms.number(0, MOST, "groups"),
                        "500",
                        "How many groups have series at the most, those with most accounts first.")
                .optional(
                        "metrics.user-groups.most",
                        Forms.number(0, MOST, "memberships"),
                        "10000",
                        "How many series jupyterhub_user_group_info has at the most.")
                .optional(
                        "metrics.namespaces",
                        ListForms.pairs(
                                "namespace=realm",
                                "a namespace of Kubernetes and a realm, 1 to 63 characters of a-z, 0-9 and - each",
                                (namespace, realm) ->
                                        need(NAMESPACE.matcher(namespace).matches() && AccountId.isRealm(realm))),
                        "",
                        "The namespaces of the hubs, for jupyterhub_user_group_info, each with the realm of its hub. A realm that is not listed "
                                + "is its own namespace.");
    }

    private static void need(boolean isAcceptable) {
        if (!isAcceptable) {
            throw new IllegalArgumentException("not acceptable");
        }
    }
}
