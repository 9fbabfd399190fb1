package io.hubmeter.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.access.AccessToken;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Token;
import io.hubmeter.api.admission.AdmissionRules;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.http.Bounds;
import io.hubmeter.api.http.Faces;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.DecisionOutcome;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.OwnerRecord;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.standalone.DecisionTopic;
import io.hubmeter.standalone.OwnersTopic;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import io.hubmeter.wire.ExactDecimals;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real API server asks a real decision service before it stores a pod, through the shipped manifest, over TLS, with the token
 * that its admission configuration names.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {
    private static final String HUB = "jhub";
    private static final String HUB_ACCOUNT = "system:serviceaccount:jhub:hub";
    private static final String TOKEN = "admission-token-of-this-test";
    private static final String SINGLE_USER = "singleuser-server";
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String POLICY = """
            freshness: 1h
            default:
              limits:
                - 60 GiB-hours per 30d
            """;

    private Standalone standalone;
    private @Nullable DecisionApi api;
    private OwnersTopic owners;
    private DecisionTopic decisions;
    private int port;
    private KubeApiServer server;
    private SelfSigned certificate;
    private Path auditLog;
    private KubernetesClient hub;
    private KubernetesClient stranger;
    private String other = "";
    private int names;

    @BeforeAll
    void startAll(@TempDir Path folder) throws Exception {
        KubeApiServer.assumeAvailable();
        standalone = Standalone.start(StandaloneConfig.in(folder.resolve("platform")));
        standalone.await("stream processor", BOUND, standalone.streams()::isRunning);
        feed();
        owners = standalone.own(
                OwnersTopic.follow(standalone.bootstrapServers(), standalone.registry(), "kubernetes/it"));
        assertThat(owners.awaitCaughtUp(BOUND)).isTrue();
        decisions = standalone.own(DecisionTopic.of(standalone.bootstrapServers(), standalone.registry()));
        certificate = SelfSigned.in(folder);
        port = serve(0);
        auditLog = folder.resolve("audit.log");
        server = KubeApiServer.start(flags(folder));
        namespaceWithAccounts();
    }

    /** Begins to answer; the port stays the same over a failure, since the webhook names it. */
    private int serve(int wanted) {
        AccessTokens tokens = AccessTokens.of(List.of(new AccessToken(
                new Caller.Admission("api-server"), Token.of(TOKEN).sha256())));
        DecisionApi started = DecisionApi.start(
                new DecisionApiConfig("127.0.0.1", wanted, Realms.DEFAULT, Bounds.DEFAULT, tokens, certificate.files()),
                new Faces(null, new AdmissionRules(Map.of(HUB_ACCOUNT, HUB), false, ResourceRules.DEFAULT), owners),
                standalone.usage(),
                decisions,
                grant -> {},
                InstantSource.system());
        api = started;
        return started.uri().getPort();
    }

    private void stopServing() {
        if (api != null) {
            api.close();
            api = null;
        }
    }

    @AfterAll
    void closeAll() throws IOException {
        stopServing();
        if (hub != null) {
            hub.close();
            stranger.close();
        }
        if (server != null) {
            server.close();
        }
        if (standalone != null) {
            standalone.close();
        }
    }

    @BeforeEach
    void register() throws IOException {
        apply("Fail");
    }

    @Test
    void aUserWithQuotaLeftGetsAPodAndOneWithoutIsToldWhy() {
        Pod created = create(hub, pod("alice", SINGLE_USER, "1Gi"));
        assertThat(created.getMetadata().getUid()).isNotEmpty();
        assertThatThrownBy(() -> create(hub, pod("bob", SINGLE_USER, "1Gi")))
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> {
                    assertThat(refused.getCode()).isEqualTo(403);
                    assertThat(refused.getStatus().getMessage())
                            .contains("admission webhook \"pods.hubmeter.io\" denied the request: ")
                            .contains("80 of your 60 GiB-hours");
                });
        Awaitility.await().atMost(BOUND).untilAsserted(() -> {
            assertThat(decisions("alice")).containsExactly(DecisionOutcome.PERMIT);
            assertThat(decisions("bob")).containsExactly(DecisionOutcome.DENY);
        });
    }

    /** What is requested counts, as the meter will count it: 60 GiB-hours do not last ten minutes with 400 GiB. */
    @Test
    void aPodThatIsTooLargeForWhatIsLeftIsDenied() {
        assertThatThrownBy(() -> create(hub, pod("large", SINGLE_USER, "400Gi")))
                .hasMessageContaining("too little for this server");
        assertThat(create(hub, pod("large", SINGLE_USER, "300Gi"))).isNotNull();
    }

    @Test
    void nobodyElseCreatesPodsForAUser() {
        for (KubernetesClient requester : List.of(stranger, server.client())) {
            assertThatThrownBy(() -> create(requester, pod("alice", "notebook", "1Gi")))
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            refused -> assertThat(refused.getStatus().getMessage())
                                    .contains("annotation hub.jupyter.org/username 'alice'")
                                    .contains("only these may create pods for users: " + HUB_ACCOUNT));
            assertThatThrownBy(() -> create(requester, pod(null, SINGLE_USER, "1Gi")))
                    .hasMessageContaining("denied the request");
        }
        assertThat(create(stranger, pod(null, "notebook", "1Gi"))).isNotNull();
    }

    @Test
    void nobodyElseGivesAPodToAnother() {
        Pod mine = create(stranger, pod(null, "notebook", "1Gi"));
        assertThatThrownBy(() -> stranger.pods()
                        .resource(mine)
                        .edit(pod -> new PodBuilder(pod)
                                .editMetadata()
                                .addToAnnotations("hub.jupyter.org/username", "alice")
                                .endMetadata()
                                .build()))
                .hasMessageContaining("may change the annotation and labels");
        Pod users = create(hub, pod("alice-2", SINGLE_USER, "1Gi"));
        assertThatThrownBy(() -> stranger.pods()
                        .resource(users)
                        .edit(pod -> new PodBuilder(pod)
                                .editMetadata()
                                .addToLabels("app.kubernetes.io/component", "hidden")
                                .endMetadata()
                                .build()))
                .hasMessageContaining("may change the annotation and labels");
        assertThat(stranger.pods()
                        .resource(users)
                        .edit(pod -> new PodBuilder(pod)
                                .editMetadata()
                                .addToLabels("colour", "red")
                                .endMetadata()
                                .build()))
                .isNotNull();
    }

    @Test
    void aDryRunIsDecidedAndNotRecorded() {
        Pod pod = pod("dry", SINGLE_USER, "1Gi");
        assertThat(hub.pods().inNamespace(HUB).resource(pod).dryRun(true).create())
                .isNotNull();
        assertThatThrownBy(() -> hub.pods()
                        .inNamespace(HUB)
                        .resource(pod("dry", SINGLE_USER, "400Gi"))
                        .dryRun(true)
                        .create())
                .hasMessageContaining("too little for this server");
        assertThat(server.client()
                        .pods()
                        .inNamespace(HUB)
                        .withName(pod.getMetadata().getName())
                        .get())
                .isNull();
        create(hub, pod("dry", SINGLE_USER, "1Gi"));
        // Decisions of one account stand in the order in which they were made.
        Awaitility.await()
                .atMost(BOUND)
                .untilAsserted(() -> assertThat(decisions("dry")).containsExactly(DecisionOutcome.PERMIT));
    }

    @Test
    void daskPodsAreChargedToTheOwnerOfTheirCluster() {
        assertThat(create(hub, daskPod("known"))).isNotNull();
        assertThatThrownBy(() -> create(hub, daskPod("of-bob"))).hasMessageContaining("80 of your 60");
        assertThatThrownBy(() -> create(hub, daskPod("unheard-of")))
                .hasMessageContaining("DaskCluster jhub/unheard-of: found no owner");
        assertThatThrownBy(() -> create(stranger, daskPod("known")))
                .hasMessageContaining("label gateway.dask.org/cluster 'known'");
    }

    @Test
    void otherNamespacesAreNotAsked() {
        Pod pod = pod("bob", SINGLE_USER, "1Gi");
        pod.getMetadata().setNamespace(other);
        assertThat(server.client().pods().inNamespace(other).resource(pod).create())
                .isNotNull();
    }

    @Test
    void whileHubmeterIsDownTheManifestRefusesAndIgnoringCreates() throws IOException {
        stopServing();
        try {
            assertRefusedAndIgnored();
        } finally {
            serve(port);
        }
    }

    private void assertRefusedAndIgnored() throws IOException {
        assertThatThrownBy(() -> create(hub, pod("carol", SINGLE_USER, "1Gi")))
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> {
                    assertThat(refused.getCode()).isEqualTo(500);
                    assertThat(refused.getStatus().getMessage())
                            .contains("failed calling webhook \"pods.hubmeter.io\"");
                });
        apply("Ignore");
        // An API server hears of a changed webhook a moment later.
        Awaitility.await()
                .atMost(BOUND)
                .ignoreExceptions()
                .until(() -> create(hub, pod("carol", SINGLE_USER, "1Gi")) != null);
    }

    @Test
    void theAuditLogNamesTheDecision() {
        Pod pod = create(hub, pod("dora", SINGLE_USER, "1Gi"));
        Awaitility.await()
                .atMost(BOUND)
                .untilAsserted(() -> assertThat(Files.readAllLines(auditLog))
                        .anySatisfy(line -> assertThat(line)
                                .contains(pod.getMetadata().getName())
                                .contains("\"pods.hubmeter.io/outcome\":\"permit\"")
                                .contains("\"pods.hubmeter.io/account\":\"jhub/dora\"")
                                .contains("\"pods.hubmeter.io/decision\":\"")));
    }

    private List<String> flags(Path folder) throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("webhook-kubeconfig.yaml"), """
                apiVersion: v1
                kind: Config
                users:
                  - name: '127.0.0.1:%d'
                    user: {token: '%s'}
                """.formatted(port, TOKEN));
        Path admission = Files.writeString(folder.resolve("admission-configuration.yaml"), """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AdmissionConfiguration
                plugins:
                  - name: ValidatingAdmissionWebhook
                    configuration:
                      apiVersion: apiserver.config.k8s.io/v1
                      kind: WebhookAdmissionConfiguration
                      kubeConfigFile: '%s'
                """.formatted(kubeconfig));
        Path audit = Files.writeString(folder.resolve("audit-policy.yaml"), """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                rules: [{level: Metadata, resources: [{group: '', resources: [pods]}]}]
                """);
        return List.of(
                "--admission-control-config-file=" + admission,
                "--audit-policy-file=" + audit,
                "--audit-log-path=" + auditLog);
    }

    private void namespaceWithAccounts() {
        KubernetesClient admin = server.client();
        admin.namespaces()
                .resource(new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                        .withNewMetadata()
                        .withName(HUB)
                        .addToLabels("hubmeter.io/admission", "enabled")
                        .endMetadata()
                        .build())
                .create();
        other = server.freshNamespace("other");
        admin.rbac()
                .roles()
                .inNamespace(HUB)
                .resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName("pods")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("pods")
                        .withVerbs("create", "get", "update", "patch", "delete")
                        .endRule()
                        .build())
                .create();
        for (String account : List.of("hub", "notebook")) {
            admin.serviceAccounts()
                    .inNamespace(HUB)
                    .resource(new ServiceAccountBuilder()
                            .withNewMetadata()
                            .withName(account)
                            .endMetadata()
                            .build())
                    .create();
            admin.rbac()
                    .roleBindings()
                    .inNamespace(HUB)
                    .resource(new RoleBindingBuilder()
                            .withNewMetadata()
                            .withName(account)
                            .endMetadata()
                            .withNewRoleRef("rbac.authorization.k8s.io", "Role", "pods")
                            .addNewSubject("", "ServiceAccount", account, HUB)
                            .build())
                    .create();
        }
        hub = clientOf("hub");
        stranger = clientOf("notebook");
    }

    private KubernetesClient clientOf(String account) {
        return new KubernetesClientBuilder()
                .withConfig(server.configOfServiceAccount(HUB, account))
                .build();
    }

    /** The shipped manifest; only where the service is, which certificate it has and the policy on failure are this test's. */
    private void apply(String failurePolicy) throws IOException {
        String manifest = Files.readString(
                Path.of(System.getProperty("hubmeter.policies")).resolveSibling("deploy/admission.yaml"));
        KubernetesClient admin = server.client();
        ValidatingWebhookConfiguration configuration = admin.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
                .item();
        assertThat(configuration.getAdditionalProperties()).isEmpty();
        ValidatingWebhook webhook = configuration.getWebhooks().getFirst();
        assertThat(webhook.getAdditionalProperties()).isEmpty();
        String path = webhook.getClientConfig().getService().getPath();
        webhook.getClientConfig().setService(null);
        webhook.getClientConfig().setUrl("https://127.0.0.1:" + port + path);
        webhook.getClientConfig().setCaBundle(certificate.caBundle());
        webhook.setFailurePolicy(failurePolicy);
        admin.resource(configuration).serverSideApply();
        if (failurePolicy.equals("Fail")) {
            // An API server hears of a webhook a moment later.
            Awaitility.await().atMost(BOUND).until(() -> isRefused(pod("nobody-in-particular", "notebook", "1Gi")));
        }
    }

    private boolean isRefused(Pod pod) {
        try {
            stranger.pods().inNamespace(HUB).resource(pod).dryRun(true).create();
            return false;
        } catch (KubernetesClientException refused) {
            return String.valueOf(refused.getMessage()).contains("may create pods for users");
        }
    }

    private void feed() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (Publisher publisher = Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of())) {
            PolicyResult parsed = PolicyFile.parse("policy.yaml", POLICY);
            Policy policy = parsed instanceof PolicyResult.Valid(Policy valid) ? valid : null;
            if (policy == null) {
                throw new IllegalStateException(parsed.toString());
            }
            publisher.policy(policy, now);
            AccountId bob = new AccountId(HUB, "bob");
            Quantities rates = Quantities.of(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(8)));
            PodState state = PodState.newBuilder()
                    .setUid("bobs-pod")
                    .setNamespace(HUB)
                    .setName("jupyter-bob")
                    .setHub(HUB)
                    .setUser("bob")
                    .setServerName("")
                    .setRates(ExactDecimals.decimals(rates))
                    .setScheduledAt(now.minus(Duration.ofHours(12)))
                    .setRatesAt(null)
                    .setEndedAt(now.minus(Duration.ofHours(2)))
                    .setGone(false)
                    .build();
            Source source = new Source("kubernetes/it", HUB, 1L, null);
            publisher.pod(bob, new PodRecord(PodOp.c, null, state, null, source, now));
            publisher.message(new PodRecord(
                    PodOp.m,
                    null,
                    null,
                    new Heartbeat(List.of(HUB)),
                    new Source("kubernetes/it", null, 0L, null),
                    now));
            publisher.owner(new OwnerRecord("kubernetes/it", HUB, "DaskCluster", "known", "frida", now));
            publisher.owner(new OwnerRecord("kubernetes/it/jhub", HUB, "DaskCluster", "of-bob", "bob", now));
            publisher.owner(new OwnerRecord("kubernetes/it2", HUB, "DaskCluster", "unheard-of", "frida", now));
            publisher.flush();
            awaitFed(policy, now);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void awaitFed(Policy policy, Instant now) throws InterruptedException {
        var queries = standalone.streams().queries();
        standalone.await("policy", BOUND, () -> queries.isInForce(policy.hash()));
        standalone.await(
                "heartbeat",
                BOUND,
                () -> queries.heardAt().filter(heard -> !heard.isBefore(now)).isPresent());
    }

    private List<DecisionOutcome> decisions(String user) {
        List<DecisionOutcome> outcomes = new ArrayList<>();
        TopicReader.of(
                        standalone.bootstrapServers(),
                        standalone.registry(),
                        Map.of("isolation.level", "read_committed"))
                .readValues(Topics.DECISIONS, DecisionRecord.class, (key, decision) -> {
                    if (decision.getUser().equals(user)) {
                        outcomes.add(decision.getOutcome());
                    }
                });
        return outcomes;
    }

    private static Pod create(KubernetesClient requester, Pod pod) {
        return requester.pods().inNamespace(HUB).resource(pod).create();
    }

    private Pod daskPod(String cluster) {
        Pod pod = pod(null, "dask-worker", "1Gi");
        pod.getMetadata().getLabels().put("gateway.dask.org/cluster", cluster);
        return pod;
    }

    private Pod pod(@Nullable String user, String component, String memory) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("pod-" + names++)
                .withNamespace(HUB)
                .addToLabels("app.kubernetes.io/component", component)
                .addToAnnotations(user == null ? Map.of() : Map.of("hub.jupyter.org/username", user))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("notebook")
                .withImage("notebook")
                .withNewResources()
                .addToRequests("memory", new Quantity(memory))
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }
}
