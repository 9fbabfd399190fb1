package io.hubmeter.standalone.cull;

import io.hubmeter.collector.config.Declarer;
import io.hubmeter.collector.config.Forms;
import io.hubmeter.collector.config.Group;
import io.hubmeter.collector.config.KafkaSettings;
import io.hubmeter.collector.config.Names;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/** Every setting of {@code hubmeter cull}, declared once. */
public final class CullDeclaration {
    static final String REQUESTS = "requests per minute";

    static final ConfigDef SETTINGS = KafkaSettings.declare(
                    new Declarer(),
                    "have a setting here, or that keep stops from being forgotten or done twice (group.id, bootstrap.servers, acks, "
                            + "enable.idempotence, transactional.id, isolation.level, enable.auto.commit, auto.offset.reset, "
                            + "partition.assignment.strategy, max.poll.records, serializers)")
            .group("Culling")
            .optional(
                    "cull.enabled",
                    Forms.truth(),
                    "false",
                    "Whether anything is done at all; without it the command ends at once and says what it would need.")
            .optional(
                    "cull.dry-run",
                    Forms.truth(),
                    "false",
                    "Whether to do everything but stop servers: what would be stopped is written to hubmeter.stops as WOULD_STOP.")
            .optional(
                    "cull.group",
                    Forms.matching(
                            Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"),
                            "NAME",
                            "name",
                            "1 to 100 characters of A-Z, a-z, 0-9, '.', '_' and '-', of which the first is none of these three"),
                    "hubmeter-culler",
                    "The beginning of the name of the consumer group, which ends in the name of the hub: the same for all cullers that "
                            + "share the work, and another one for a rehearsal beside them.")
            .optional(
                    "cull.freshness",
                    Forms.duration("1s", "1m"),
                    "15s",
                    "How old what is known of an account may be for a server of it to be stopped; while it is older, nothing is.")
            .optional(
                    "cull.report-after",
                    Forms.duration("1s", "1d"),
                    "1h",
                    "After how long in vain it is reported that a server cannot be stopped; it is tried on.")
            .optional("cull.concurrency", Forms.number(1, 32, "stops"), "4", "How many servers are stopped at a time.")
            .optional(
                    "cull.pending",
                    Forms.number(10, 1_000_000, "servers"),
                    "10000",
                    "How many servers may wait for their stop, about; beyond that no more are read until some have stopped.")
            .group("The hub")
            .required(
                    "hub",
                    Forms.matching(Names.NAME, "HUB", "name of a hub", Names.NAME_EXPECTED),
                    "The hub whose servers are stopped, as the collector names it; those of others are left alone.")
            .required("hub.url", Forms.url(), "The hub's API, for instance https://hub.example/hub/api.")
            .required(
                    "hub.token-file",
                    Forms.file(),
                    "A file with an API token of the hub, with the scopes read:users:name, read:servers and delete:servers.")
            .open(
                    "hub.ca-file",
                    Forms.file(),
                    "those that Java trusts",
                    "The authorities whose certificates the hub may show, as PEM.")
            .optional(
                    "hub.timeout",
                    Forms.duration("1s", "5m"),
                    "30s",
                    "How long to wait for an answer of the hub, which itself may wait 10s for a server to stop.")
            .optional(
                    "hub.requests-per-minute",
                    Forms.number(1, 6_000, REQUESTS),
                    "120",
                    "The most requests sent to the hub; each stop takes two.")
            .group("The decision API")
            .required("api.url", Forms.url(), "The decision API, for instance https://hubmeter.example.")
            .required(
                    "api.token-file",
                    Forms.file(),
                    "A file with a token of the decision API, one of role hub for this hub.")
            .open(
                    "api.ca-file",
                    Forms.file(),
                    "those that Java trusts",
                    "The authorities whose certificates the decision API may show, as PEM.")
            .optional(
                    "api.timeout",
                    Forms.duration("1s", "1m"),
                    "10s",
                    "How long to wait for an answer of the decision API.")
            .optional(
                    "api.requests-per-minute",
                    Forms.number(1, 60_000, REQUESTS),
                    "600",
                    "The most requests sent to the decision API; each stop takes three.")
            .group("Dask clusters")
            .optional(
                    "cull.dask",
                    Forms.truth(),
                    "false",
                    "Whether Dask clusters are stopped too, by deleting their DaskCluster objects; otherwise they are spared.")
            .open(
                    "kubernetes.kubeconfig",
                    Forms.file(),
                    "the service account inside a cluster, else $KUBECONFIG or ~/.kube/config",
                    "The kubeconfig file with which to reach the cluster of the DaskCluster objects.")
            .open(
                    "kubernetes.context",
                    Forms.matching(Pattern.compile("\\S{1,253}"), "NAME", "name", "a name without spaces"),
                    "the current one",
                    "The context of the kubeconfig file.")
            .group("Metrics and health")
            .optional(
                    "http.host",
                    Forms.matching(
                            Pattern.compile("[A-Za-z0-9._:%-]{1,253}"),
                            "HOST",
                            "address or host name",
                            "an address or a host name"),
                    "127.0.0.1",
                    "Where /metrics, /health/live and /health/ready are served, to anybody who can connect; they name no users.")
            .optional("http.port", Forms.number(0, 65_535, "port"), "8791", "The port; 0 takes a free one.")
            .settings();

    private CullDeclaration() {}

    /** Every setting as it is explained to people. */
    public static List<Group> groups() {
        return Group.of(SETTINGS);
    }
}
