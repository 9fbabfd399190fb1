package io.hubmeter.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.hubmeter.collector.Collector;
import io.hubmeter.collector.CollectorConfig;
import io.hubmeter.collector.config.ConfigInput;
import io.hubmeter.collector.config.ConfigRejected;
import io.hubmeter.collector.config.Host;
import io.hubmeter.collector.jupyterhub.RealHub;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.kubernetes.apiserver.PlayedKubelet;
import io.hubmeter.collector.kubernetes.apiserver.PlayedPod;
import io.hubmeter.collector.kubernetes.apiserver.PlayedServer;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.source.Reporting;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.collector.source.SourceRunner;
import io.hubmeter.schemas.RegistryTopics;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.TopicsAdmin;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import io.hubmeter.standalone.broker.BrokerSettings;
import io.hubmeter.standalone.broker.EmbeddedBroker;
import io.hubmeter.standalone.registry.EmbeddedRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole collectors, as they are configured, against real API servers. */
class CollectorIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String ACCOUNT = "hubmeter-collector";
    private static final Map<String, String> COMMITTED = Map.of("isolation.level", "read_committed");

    @TempDir
    private static Path folder;

    private static RealCluster real;
    private static KubeApiServer server;
    private static Standalone standalone;

    private String hub = "";
    private PlayedKubelet kubelet;
    private Truths truths;

    @BeforeAll
    static void startAll() throws IOException, InterruptedException {
        real = RealCluster.start(folder, List.of());
        server = real.server();
        standalone = real.standalone();
    }

    @AfterAll
    static void closeAll() throws IOException {
        if (real != null) {
            real.close();
        }
    }

    @BeforeEach
    void freshNamespace() {
        hub = server.freshNamespace("hub");
        kubelet = new PlayedKubelet(server, hub);
        truths = new Truths(standalone, hub);
    }

    /**
     * With the shipped manifest everything works; without any one of its verbs health names that verb and no other, and
     * when it is there again nothing was lost.
     */
    @Test
    void theShippedRolesAreEnoughAndEachMissingVerbIsNamed() throws Exception {
        String home = server.freshNamespace("hubmeter");
        KubernetesClient admin = server.client();
        List<HasMetadata> manifest = manifest(admin, home);
        manifest.forEach(object -> admin.resource(object).create());
        kubelet.installDaskClusters();
        String kubeconfig = server.kubeconfigOfServiceAccount(home, ACCOUNT).toString();
        String[] settings = {
            "kubernetes=it",
            "kubernetes.it.kubeconfig=" + kubeconfig,
            "kubernetes.it.hubs=%1$s=%1$s".formatted(hub),
            "leader-election.namespace=" + home,
            "leader-election.identity=it",
            "leader-election.lease-duration=3s",
            "leader-election.renew-deadline=2s",
            "leader-election.retry-period=200ms"
        };
        List<PlayedPod> pods = new ArrayList<>();
        try (Collector collector = start(settings)) {
            awaitReady(collector);
            pods.addAll(useCluster(0));
            truths.awaitEqual(pods.stream().map(PlayedPod::truth).toList());
        }
        List<String> tried = new ArrayList<>();
        for (HasMetadata object : manifest) {
            if (!(object instanceof Role role)) {
                continue;
            }
            for (int rule = 0; rule < role.getRules().size(); rule++) {
                for (String verb : role.getRules().get(rule).getVerbs()) {
                    String resource = role.getRules().get(rule).getResources().getFirst();
                    admin.resource(without(role, rule, verb)).update();
                    if (verb.equals("create")) {
                        admin.leases().inNamespace(home).withName(ACCOUNT).delete();
                    }
                    try (Collector collector = start(settings)) {
                        pods.addAll(useCluster(pods.size()));
                        awaitOnly(collector, "may not '%s' %s".formatted(verb, resource));
                        kubelet.forAll(pods.subList(pods.size() - 3, pods.size()), kubelet::succeed);
                        admin.resource(role).update();
                        awaitReady(collector);
                        truths.awaitEqual(pods.stream().map(PlayedPod::truth).toList());
                    }
                    tried.add(verb + " " + resource);
                }
            }
        }
        assertThat(tried)
                .containsExactlyInAnyOrder(
                        "list pods", "watch pods", "get daskclusters", "create leases", "get leases", "patch leases");
        manifest.forEach(object -> admin.resource(object).delete());
    }

    /** Two clusters, one of them watched as a whole, the other in two namespaces; three hubs, two realms. */
    @Test
    void severalClustersAndNamespacesChargeTheSameAccounts() throws Exception {
        String teaching = server.freshNamespace("teaching");
        try (KubeApiServer other = KubeApiServer.start(List.of());
                PlayedKubelet teacher = new PlayedKubelet(server, teaching);
                PlayedKubelet here = new PlayedKubelet(other, other.freshNamespace("here"));
                PlayedKubelet there = new PlayedKubelet(other, other.freshNamespace("there"));
                Collector collector = start(
                        "kubernetes=one,two",
                        "kubernetes.one.kubeconfig=" + server.kubeconfig(KubeApiServer.ADMIN),
                        "kubernetes.one.hubs=%1$s=%1$s,%2$s=%2$s".formatted(hub, teaching),
                        "kubernetes.two.kubeconfig=" + other.kubeconfig(KubeApiServer.ADMIN),
                        "kubernetes.two.hubs=*=research",
                        "realms=research=" + hub,
                        "leader-election=false")) {
            List<PlayedPod> shared = new ArrayList<>();
            for (PlayedKubelet each : List.of(kubelet, here, there)) {
                List<PlayedPod> pods =
                        each.createAll(List.of(PlayedServer.of("ana", ""), PlayedServer.of("bob", "second")));
                each.forAll(pods, each::bind);
                shared.addAll(pods);
            }
            here.succeed(shared.get(3));
            PlayedPod apart = teacher.create(PlayedServer.of("ana", ""));
            teacher.bind(apart);

            truths.awaitEqual(shared.stream().map(PlayedPod::truth).toList());
            new Truths(standalone, teaching).awaitEqual(List.of(apart.truth()));
            awaitReady(collector);
            assertThat(collector.reporting())
                    .extracting(Reporting::name)
                    .containsExactlyInAnyOrder("kubernetes/one/" + hub, "kubernetes/one/" + teaching, "kubernetes/two");
        }
    }

    /** What happened while Kafka was away is written when it is back, once. */
    @Test
    void aBrokerThatGoesAwayAndComesBackLosesNothing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Churn churn = new Churn(kubelet, new Random(seed), 60, 7);
        Path data = folder.resolve("restarted");
        BrokerSettings free = new BrokerSettings(data.resolve("kafka"), 0, 0, Map.of());
        EmbeddedBroker broker = EmbeddedBroker.start(free);
        BrokerSettings same = new BrokerSettings(data.resolve("kafka"), broker.port(), 0, Map.of());
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(broker.bootstrapServers(), 0)) {
            prepare(broker, registry.uri());
            try (Collector collector = start(broker.bootstrapServers(), registry.uri(), plain())) {
                awaitReady(collector);
                churn.some(40);
                broker.close();
                churn.some(80);
                broker = EmbeddedBroker.start(same);
                churn.rest();
                // Nothing more happens, so that the offset comes to the newest version.
                churn.pods().forEach(pod -> assertThat(pod.truth()).isNotNull());
                Instant now = Instant.now();
                Awaitility.await()
                        .atMost(BOUND)
                        .until(() ->
                                isHeardAfter(collector.reporting().getFirst().health(), now));
            }
        } finally {
            broker.close();
        }
        try (Standalone reader = Standalone.start(StandaloneConfig.in(data))) {
            reader.await("stream processor", BOUND, reader.streams()::isRunning);
            new Truths(reader, hub)
                    .awaitEqual(churn.pods().stream().map(PlayedPod::truth).toList());
        }
    }

    /** Then Kubernetes' instants lie in the collector's future: what they say is rejected until the clocks agree. */
    @Test
    void aClockTenMinutesBehindIsToldAndSpoilsNothingElse() throws Exception {
        AtomicReference<Duration> behind = new AtomicReference<>(Duration.ofMinutes(10));
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        String right = server.freshNamespace("right");
        Cluster wrong = Cluster.of(standalone, hub);
        try (PlayedKubelet rightKubelet = new PlayedKubelet(server, right);
                SourceRunner good = Cluster.of(standalone, right)
                        .collect(server.config(KubeApiServer.ADMIN), new SimpleMeterRegistry());
                SourceRunner bad = wrong.collect(
                        server.config(KubeApiServer.ADMIN),
                        metrics,
                        () -> InstantSource.system().instant().minus(behind.get()))) {
            List<PlayedPod> pods = kubelet.createAll(List.of(PlayedServer.of("ana", ""), PlayedServer.of("bob", "")));
            List<PlayedPod> others = rightKubelet.createAll(List.of(PlayedServer.of("ana", "")));
            kubelet.forAll(pods, kubelet::bind);
            rightKubelet.forAll(others, rightKubelet::bind);
            new Truths(standalone, right)
                    .awaitEqual(others.stream().map(PlayedPod::truth).toList());
            Awaitility.await()
                    .atMost(BOUND)
                    .untilAsserted(() -> assertThat(rejects(hub)).contains("in-the-future"));
            assertThat(rejects(right)).isEmpty();
            Awaitility.await()
                    .atMost(BOUND)
                    .untilAsserted(() -> assertThat(bad.health().detail()).contains("ahead of the collector's"));
            assertThat(good.health().detail()).isNull();
            assertThat(metrics.get("hubmeter.collector.clock.skew").gauge().value())
                    .isBetween(595.0, 605.0);
            behind.set(Duration.ZERO);
            kubelet.forAll(pods, kubelet::run);
            kubelet.forAll(pods, kubelet::succeed);

            truths.awaitEqual(pods.stream().map(PlayedPod::truth).toList());
        }
    }

    /** A group is who a user is now; a pod is what it is since it began. */
    @Test
    void aPodThatOutlivesItsUsersGroupIsChargedOn() throws Exception {
        try (Collector collector = start(plain());
                Publisher accounts =
                        Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of())) {
            awaitReady(collector);
            accounts.account(new AccountRecord(hub, "ana", List.of("regular"), null, Instant.now()));
            PlayedPod pod = kubelet.create(PlayedServer.of("ana", ""));
            kubelet.bind(pod);
            truths.awaitEqual(List.of(pod.truth()));
            accounts.account(new AccountRecord(hub, "ana", List.of("power"), null, Instant.now()));
            accounts.account(new AccountRecord(hub, "ana", List.of(), null, Instant.now()));
            accounts.flush();
            PlayedPod later = kubelet.create(PlayedServer.of("ana", "later"));
            kubelet.bind(later);

            truths.awaitEqual(List.of(pod.truth(), later.truth()));
            assertThat(Messages.openPods(standalone, hub)).containsExactlyInAnyOrder(pod.uid(), later.uid());
        }
    }

    /** One process, all three kinds of source. */
    @Test
    void oneProcessBringsPodsAccountsAndThePolicy(@TempDir Path home) throws Exception {
        Assumptions.assumeTrue(
                RealHub.isInstalled(), "JupyterHub is not installed; on Debian: apt-get install " + RealHub.PACKAGES);
        RealHub jupyterHub = RealHub.in(home);
        jupyterHub.start();
        try (CollectorProcess collector = CollectorProcess.start(
                standalone,
                server.kubeconfig(KubeApiServer.ADMIN),
                hub,
                folder,
                "leader-election=false",
                "jupyterhub=" + hub,
                "jupyterhub.%s.url=%s".formatted(hub, jupyterHub.apiUrl()),
                "jupyterhub.%s.token=%s".formatted(hub, RealHub.token("collector")),
                "jupyterhub.%s.poll-interval=1s".formatted(hub),
                "policy.file=" + Path.of("..", "policies", "demo.yaml").toAbsolutePath())) {
            jupyterHub.createUsers(List.of("ana", "bob"));
            jupyterHub.createGroup("regular");
            jupyterHub.join("regular", List.of("ana"));
            PlayedPod pod = kubelet.create(PlayedServer.of("ana", ""));
            kubelet.bind(pod);

            truths.awaitEqual(List.of(pod.truth()));
            Awaitility.await()
                    .atMost(BOUND)
                    .untilAsserted(() -> assertThat(groups())
                            .containsEntry(hub + "/ana", List.of("regular"))
                            .containsEntry(hub + "/bob", List.of()));
            Set<String> policies = new TreeSet<>();
            reader().readValues(Topics.POLICIES, PolicyRecord.class, (key, policy) -> policies.add(key));
            assertThat(policies).hasSize(1);
            assertThat(collector.stop()).isZero();
        } finally {
            jupyterHub.end();
        }
    }

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new HashMap<>();
        reader().readValues(
                        Topics.ACCOUNTS, AccountRecord.class, (key, account) -> groups.put(key, account.getGroups()));
        return groups;
    }

    /** Reasons of what was rejected of accounts of a realm. */
    private static Set<String> rejects(String realm) {
        Set<String> reasons = new TreeSet<>();
        reader().readValues(Topics.REJECTS, RejectRecord.class, (key, reject) -> {
            if (key.startsWith(realm + "/")) {
                reasons.add(reject.getReason());
            }
        });
        return reasons;
    }

    private static TopicReader reader() {
        return TopicReader.of(standalone.bootstrapServers(), standalone.registry(), COMMITTED);
    }

    private static void prepare(EmbeddedBroker broker, URI registry) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                HttpSchemaRegistry client = new HttpSchemaRegistry(registry)) {
            TopicsAdmin.apply(admin, 4, (short) 1);
            RegistryTopics.register(client);
        }
    }

    /** A user with two Dask pods of a new cluster, and one server: three pods, bound. */
    private List<PlayedPod> useCluster(int number) {
        String cluster = "cluster" + number;
        kubelet.createDaskCluster(cluster, "carol");
        List<PlayedPod> pods = new ArrayList<>();
        for (String component : List.of("dask-scheduler", "dask-worker")) {
            pods.add(kubelet.createDaskPod(
                    cluster, PlayedServer.of("carol", "").named(component + "-" + cluster), component));
        }
        pods.add(kubelet.create(PlayedServer.of("ana", "server-" + number)));
        kubelet.forAll(pods, kubelet::bind);
        return pods;
    }

    private List<HasMetadata> manifest(KubernetesClient admin, String home) throws IOException {
        String text = Files.readString(Path.of("..", "deploy", "collector-rbac.yaml"))
                .replace("namespace: jhub", "namespace: " + hub)
                .replace("namespace: hubmeter", "namespace: " + home);
        return admin.load(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    /** A rule without any verb would be refused. */
    private static Role without(Role role, int index, String verb) {
        List<PolicyRule> rules = new ArrayList<>(role.getRules());
        List<String> verbs = new ArrayList<>(rules.get(index).getVerbs());
        verbs.remove(verb);
        if (verbs.isEmpty()) {
            rules.remove(index);
        } else {
            rules.set(
                    index,
                    new PolicyRuleBuilder(rules.get(index)).withVerbs(verbs).build());
        }
        return role.edit().withRules(rules).build();
    }

    private String[] plain() throws IOException {
        return new String[] {
            "kubernetes=it",
            "kubernetes.it.kubeconfig=" + server.kubeconfig(KubeApiServer.ADMIN),
            "kubernetes.it.hubs=%1$s=%1$s".formatted(hub),
            "leader-election=false"
        };
    }

    private static Collector start(String... settings) throws ConfigRejected {
        return start(standalone.bootstrapServers(), standalone.registryUri(), settings);
    }

    private static Collector start(String bootstrap, URI registry, String... settings) throws ConfigRejected {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("kafka.bootstrap-servers=" + bootstrap);
        all.add("schema-registry.url=" + registry);
        all.add("heartbeat.interval=200ms");
        CollectorConfig config = CollectorConfig.from(new ConfigInput(null, Map.of(), all, new Host("it", null)));
        return Collector.start(config, new SimpleMeterRegistry(), InstantSource.system());
    }

    private static void awaitReady(Collector collector) {
        Awaitility.await()
                .atMost(BOUND)
                .untilAsserted(() -> assertThat(collector.reporting()).allSatisfy(each -> {
                    assertThat(each.health().state()).as("%s", each.health()).isEqualTo(SourceHealth.State.LIVE);
                    assertThat(each.health().detail()).isNull();
                }));
    }

    /** Waits until exactly one part fails, of that and of nothing else that is missing. */
    private static void awaitOnly(Collector collector, String missing) {
        Awaitility.await().atMost(BOUND).untilAsserted(() -> {
            List<Reporting> failing = collector.reporting().stream()
                    .filter(each -> each.health().state() == SourceHealth.State.FAILING)
                    .toList();
            assertThat(failing).hasSize(1);
            assertThat(failing.getFirst().health().detail()).contains(missing).containsOnlyOnce("may not");
        });
    }

    private static boolean isHeardAfter(SourceHealth health, Instant instant) {
        return health.heardAt() != null && health.heardAt().isAfter(instant);
    }
}
