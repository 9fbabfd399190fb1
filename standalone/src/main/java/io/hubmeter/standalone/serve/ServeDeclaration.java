package io.hubmeter.standalone.serve;

import static io.hubmeter.collector.config.ListForms.need;

import io.hubmeter.collector.config.Declarer;
import io.hubmeter.collector.config.Forms;
import io.hubmeter.collector.config.Group;
import io.hubmeter.collector.config.KafkaSettings;
import io.hubmeter.collector.config.ListForms;
import io.hubmeter.collector.config.MeteringForms;
import io.hubmeter.collector.config.Names;
import io.hubmeter.standalone.stream.StreamDeclaration;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/** Every setting of {@code hubmeter serve}, declared once. */
public final class ServeDeclaration {
    static final String ALLOW = "allow";

    /** As Kubernetes names whoever it has authenticated. */
    private static final Pattern REQUESTER = Pattern.compile("[^\\s,=]{1,253}");

    static final ConfigDef SETTINGS = PagesDeclaration.declare(MetricsDeclaration.declare(KafkaSettings.declare(
                            new Declarer(),
                            "are chosen so that grants are recorded once and for good (bootstrap.servers, acks, enable.idempotence, "
                                    + "transactional.id, max.block.ms, delivery.timeout.ms, isolation.level, serializers)")
                    .group("The decision API")
                    .optional(
                            "api.host",
                            Forms.matching(
                                    Pattern.compile("[A-Za-z0-9._:%-]{1,253}"),
                                    "HOST",
                                    "address or host name",
                                    "an address or a host name"),
                            "127.0.0.1",
                            "Where it listens. Beyond loopback only with TLS, or whoever can listen reads tokens.")
                    .optional("api.port", Forms.number(0, 65_535, "port"), "8787", "The port; 0 takes a free one.")
                    .required(
                            "api.tokens.file",
                            Forms.file(),
                            "The file of tokens, which says who may call; 'hubmeter token create' makes its lines. It is read at the start.")
                    .open(
                            "api.tls.certificate",
                            Forms.file(),
                            "none, and plain HTTP",
                            "The server's certificate and those that lead to its root, as PEM; it goes together with the key.")
                    .open(
                            "api.tls.key",
                            Forms.file(),
                            "none, and plain HTTP",
                            "The certificate's private key, as PEM in PKCS#8 without a password.")
                    .open(
                            "api.public.url",
                            Forms.url(),
                            "the host that each caller asked for",
                            "Where callers reach the API, for instance through a proxy; AuthZEN tells it to them.")
                    .optional(
                            "realms",
                            MeteringForms.realms(),
                            "",
                            "Which realm a hub belongs to, as in the collector's setting of this name. Hubs of one realm share quotas; a "
                                    + "hub that is not listed is a realm of its own.")
                    .group("Where usage is read")
                    .optional(
                            "queries",
                            ListForms.urls(),
                            "http://127.0.0.1:" + StreamDeclaration.QUERY_PORT,
                            "The query endpoints of hubmeter stream, http and without a path; the first answer counts. While none "
                                    + "does, every decision is unknown, and the policy's setting says what that means. Each answers for all; several, so that "
                                    + "one may be away.")
                    .open(
                            "queries.token.file",
                            Forms.file(),
                            "none, and none is shown",
                            "The file with the secret of the query endpoints, as their setting query.token.file.")
                    .group("Kubernetes admission")
                    .optional(
                            "admission.requesters",
                            ListForms.pairs(
                                    "user=hub",
                                    "a user as Kubernetes names it, such as system:serviceaccount:jhub:hub, a hub is "
                                            + Names.NAME_EXPECTED,
                                    (user, hub) -> need(REQUESTER.matcher(user).matches() && Names.isName(hub))),
                            "",
                            "Who creates pods for users, and for which hub. Pods that claim a user are refused to everybody else.")
                    .open(
                            "admission.cluster",
                            Forms.matching(Names.NAME, "CLUSTER", "name of a cluster", Names.NAME_EXPECTED),
                            "none, and no owner is known",
                            "The cluster whose API server asks, as the collector's setting kubernetes names it: whom its Dask clusters belong "
                                    + "to is read from hubmeter.owners.")
                    .optional(
                            "admission.unknown.owners",
                            Forms.oneOf(List.of(ALLOW, "deny")),
                            ALLOW,
                            "What becomes of a pod of a Dask cluster whose owner is not known. With deny no Dask cluster starts whose pods "
                                    + "lack the user's annotation; with allow the first pods of each are metered and not checked.")
                    .optional(
                            "admission.resources",
                            MeteringForms.resources(),
                            MeteringForms.USUAL_RESOURCES,
                            "What counts besides cpu and memory, exactly as in the collector's setting kubernetes.CLUSTER.resources: else what "
                                    + "is decided is not what is charged.")
                    .optional(
                            "admission.basis",
                            MeteringForms.basis(),
                            "",
                            "Whether requests, limits or the larger of both count, exactly as in the collector's setting "
                                    + "kubernetes.CLUSTER.basis.")))
            .settings();

    private ServeDeclaration() {}

    /** Every setting as it is explained to people. */
    public static List<Group> groups() {
        return Group.of(SETTINGS);
    }
}
