package io.hubmeter.collector.config;

import static io.hubmeter.collector.config.ListForms.need;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Every setting of the collector, declared once: what is read, the help and {@code docs/configuration.md} all come from here.
 *
 * <p>Settings of a source are declared without the prefix that names the source, such as {@code kubernetes.prod.}
 */
public final class Declaration {
    static final String KUBERNETES = "kubernetes";
    static final String JUPYTERHUB = "jupyterhub";

    /** In the list of hubs by namespace: every namespace that is not listed. */
    static final String OTHERS = "*";

    private static final String KUBERNETES_GROUP = "A Kubernetes cluster";
    private static final String JUPYTERHUB_GROUP = "A JupyterHub";

    private static final ConfigDef GENERAL = KafkaSettings.declare(
                    new Declarer(),
                    "keep events complete and in order (acks, enable.idempotence, max.in.flight.requests.per.connection, "
                            + "transactional.id, serializers, bootstrap.servers)")
            .group("What is watched")
            .optional(
                    KUBERNETES,
                    ListForms.names("clusters"),
                    "",
                    "The Kubernetes clusters to watch, by names of your own; each has settings of its own, below. The names are "
                            + "part of what is remembered: a renamed cluster is a new one.")
            .optional(
                    JUPYTERHUB,
                    ListForms.names("hubs"),
                    "",
                    "The hubs whose users and groups are read; each has settings of its own, below.")
            .open(
                    "policy.file",
                    Forms.file(),
                    "none",
                    "The policy file to publish, now and whenever it changes. A file that is missing or invalid changes nothing "
                            + "and shows in health.")
            .optional(
                    "realms",
                    MeteringForms.realms(),
                    "",
                    "Which realm a hub belongs to. Hubs of one realm share quotas; a hub that is not listed is a realm of its own.")
            .optional(
                    "heartbeat.interval",
                    Forms.duration("200ms", "10s"),
                    "1s",
                    "How often each source tells that it has seen everything so far. Limits are watched as finely as this, and "
                            + "news older than the policy's freshness (15s) make decisions unknown.")
            .group("Leader election")
            .open(
                    "leader-election",
                    Forms.truth(),
                    "true if there is a Kubernetes cluster",
                    "Whether only one of several collectors is active, the one that holds a Lease. Two active ones count nothing "
                            + "twice, they only send everything twice.")
            .open(
                    "leader-election.cluster",
                    Forms.matching(Names.NAME, "CLUSTER", "name of a cluster", "one of the names in 'kubernetes'"),
                    "the first in `kubernetes`",
                    "The cluster that keeps the Lease.")
            .open(
                    "leader-election.namespace",
                    Forms.matching(Names.DNS_LABEL, "NAMESPACE", "namespace", "the name of a namespace"),
                    "the one this collector runs in, else the first in that cluster's `hubs`",
                    "The namespace of the Lease.")
            .optional(
                    "leader-election.lease",
                    Forms.matching(Names.DNS_SUBDOMAIN, "NAME", "name", "the name of a Kubernetes object"),
                    "hubmeter-collector",
                    "The name of the Lease.")
            .open(
                    "leader-election.identity",
                    Forms.matching(
                            Pattern.compile("[A-Za-z0-9._-]{1,128}"),
                            "NAME",
                            "name",
                            "1 to 128 characters of A-Z, a-z, 0-9, '.', '_' and '-'"),
                    "the host's name",
                    "Who holds the Lease; must differ between collectors, so set it where two of them run on one host.")
            .optional(
                    "leader-election.lease-duration",
                    Forms.wholeSeconds("1s", "5m"),
                    "12s",
                    "How long the others wait since the Lease was last renewed. This and 4.4 retry periods bound how long a "
                            + "takeover takes; 20s or more together bring a warning.")
            .optional(
                    "leader-election.renew-deadline",
                    Forms.duration("500ms", "5m"),
                    "8s",
                    "How long the leader tries to renew before it stops being active; shorter than the lease duration, and at least three retry periods.")
            .optional(
                    "leader-election.retry-period",
                    Forms.duration("100ms", "1m"),
                    "1s",
                    "How often the Lease is looked at or renewed; at most a third of the renew deadline.")
            .group("Metrics and health")
            .optional(
                    "http.host",
                    Forms.matching(
                            Pattern.compile("[A-Za-z0-9._:%-]{1,253}"),
                            "HOST",
                            "address or host name",
                            "an address or a host name"),
                    "127.0.0.1",
                    "Where /metrics, /health/live and /health/ready are served, to anybody who can connect; 0.0.0.0 for a kubelet "
                            + "or Prometheus on other hosts. They name no users.")
            .optional("http.port", Forms.number(0, 65_535, "port"), "8788", "The port; 0 takes a free one.")
            .settings();

    private static final ConfigDef KUBERNETES_CLUSTER = new Declarer()
            .group(KUBERNETES_GROUP)
            .required(
                    "hubs",
                    ListForms.pairs(
                            "namespace=hub",
                            "a namespace may be * for all others, a hub is " + Names.NAME_EXPECTED,
                            (namespace, hub) -> need(isNamespaceOrOthers(namespace) && Names.isName(hub))),
                    "Which hub the pods of a namespace belong to. Only the namespaces listed are watched; with *=hub for all "
                            + "others the whole cluster is, by one watch.")
            .open(
                    "kubeconfig",
                    Forms.file(),
                    "the service account inside a cluster, else $KUBECONFIG or ~/.kube/config",
                    "The kubeconfig file with which to reach the cluster.")
            .open(
                    "context",
                    Forms.matching(
                            Pattern.compile("\\S(?:[^\\p{Cntrl}]{0,251}\\S)?"),
                            "NAME",
                            "name",
                            "the name of a context"),
                    "the current one",
                    "The context of the kubeconfig file.")
            .optional(
                    "selector",
                    Forms.matching(Names.SELECTOR, "SELECTOR", "label selector", "a label selector as of kubectl -l"),
                    "app.kubernetes.io/component in (singleuser-server,dask-scheduler,dask-worker)",
                    "The pods to meter. Pods among them that belong to no user are counted and left out.")
            .optional(
                    "dask",
                    Forms.truth(),
                    "true",
                    "Whether DaskCluster objects (gateway.dask.org) are read to find out whose a Dask pod without a user is.")
            .optional(
                    "resources",
                    MeteringForms.resources(),
                    MeteringForms.USUAL_RESOURCES,
                    "What is metered besides cpu and memory, and under which name. nvidia.com/mig-*=mig counts all that begin so as "
                            + "one resource; nvidia.com/mig-*=nvidia.com/mig-* keeps each apart. The first that fits decides.")
            .optional(
                    "basis",
                    MeteringForms.basis(),
                    "",
                    "Whether a resource is charged by its requests, its limits or the larger of both; requests if not listed.")
            .optional("page-size", Forms.number(1, 5_000, "pods"), "500", "The pods of one page when all are listed.")
            .optional(
                    "queue",
                    Forms.number(100, 1_000_000, "records"),
                    "20000",
                    "How many records may wait for Kafka. When they do, the API server has to wait too; none is lost.")
            .optional(
                    "ping-interval",
                    Forms.duration("1s", "5m"),
                    "5s",
                    "How often a connection is asked whether it still lives; shorter than the silence.")
            .optional(
                    "silence",
                    Forms.duration("1s", "1h"),
                    "90s",
                    "After how long without any event, not even a bookmark, a watch is opened anew. Bookmarks come about every 60s.")
            .settings();

    private static final ConfigDef JUPYTERHUB_HUB = new Declarer()
            .group(JUPYTERHUB_GROUP)
            .required("url", Forms.url(), "The hub's API, for instance https://hub.example/hub/api.")
            .open(
                    "token",
                    Forms.secret(),
                    "read from `token-file`",
                    "The API token, with the scopes list:users, read:users:name and read:users:groups; either this or the file.")
            .open(
                    "token-file",
                    Forms.file(),
                    "none",
                    "A file with the API token and nothing else; either this or the token.")
            .optional("poll-interval", Forms.duration("1s", "1d"), "60s", "How often users and groups are read.")
            .optional(
                    "requests-per-minute",
                    Forms.number(1, 6_000, "requests per minute"),
                    "60",
                    "The most requests sent to the hub; reading takes as long as that needs.")
            .optional(
                    "page-size", Forms.number(1, 200, "users"), "100", "The users of one page; the hub may give fewer.")
            .settings();

    private Declaration() {}

    private static boolean isNamespaceOrOthers(String text) {
        return text.equals(OTHERS) || Names.DNS_LABEL.matcher(text).matches();
    }

    /** The settings that there are when these clusters and hubs are named. */
    static ConfigDef of(List<String> clusters, List<String> hubs) {
        ConfigDef all = new ConfigDef(GENERAL);
        clusters.forEach(name -> embed(all, prefix(KUBERNETES, name), KUBERNETES_CLUSTER));
        hubs.forEach(name -> embed(all, prefix(JUPYTERHUB, name), JUPYTERHUB_HUB));
        return all;
    }

    /** Kafka's own embedding would hide the forms behind validators of its own. */
    private static void embed(ConfigDef all, String prefix, ConfigDef ofSource) {
        for (ConfigDef.ConfigKey key : ofSource.configKeys().values()) {
            all.define(new ConfigDef.ConfigKey(
                    prefix + key.name,
                    key.type,
                    key.defaultValue,
                    key.validator,
                    key.importance,
                    key.documentation,
                    key.group,
                    key.orderInGroup,
                    key.width,
                    key.displayName,
                    key.dependents,
                    key.recommender,
                    key.internalConfig));
        }
    }

    /** What stands before the keys of one named source. */
    static String prefix(String kind, String name) {
        return kind + '.' + name + '.';
    }

    /** Every setting as it is explained to people, those of a named source with a placeholder for its name. */
    public static List<Group> groups() {
        List<Group> groups = new ArrayList<>(Group.of(GENERAL));
        groups.add(Group.of(
                KUBERNETES_GROUP,
                "One set for each name in kubernetes, with that name in place of <cluster>.",
                prefix(KUBERNETES, "<cluster>"),
                KUBERNETES_CLUSTER));
        groups.add(Group.of(
                JUPYTERHUB_GROUP,
                "One set for each name in jupyterhub, with that name in place of <hub>. At most one hub of a realm is read, "
                        + "since the groups of a user are those of the realm.",
                prefix(JUPYTERHUB, "<hub>"),
                JUPYTERHUB_HUB));
        return List.copyOf(groups);
    }
}
