package io.hubmeter.collector.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KubeApiServerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static @Nullable KubeApiServer started;

    private KubeApiServer server;
    private String namespace;
    private PlayedKubelet kubelet;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        started = KubeApiServer.start(KubeApiServer.FORGETTING_PODS);
    }

    @AfterAll
    static void closeServer() throws IOException {
        if (started != null) {
            started.close();
        }
    }

    @BeforeEach
    void makeNamespace() {
        server = Objects.requireNonNull(started);
        namespace = server.freshNamespace("fixture");
        kubelet = new PlayedKubelet(server, namespace);
    }

    @AfterEach
    void closeKubelet() {
        kubelet.close();
    }

    @Test
    void aPodIsScheduledRunsAndEndsWhenTheServerSays() {
        PlayedPod pod = kubelet.create(PlayedServer.of("bob/é", "gpu"));
        assertThat(pod.truth()).satisfies(truth -> {
            assertThat(truth.start()).isNull();
            assertThat(truth.basis()).isEqualTo(EndBasis.NONE);
        });
        kubelet.bind(pod);
        assertThat(pod.truth().start()).as("start of a pod that is only bound").isNotNull();
        kubelet.run(pod);
        kubelet.succeed(pod);
        Pod stored = Objects.requireNonNull(server.client()
                .pods()
                .inNamespace(namespace)
                .withName(pod.name())
                .get());
        PodTruth truth = pod.truth();
        assertThat(truth.user()).isEqualTo("bob/é");
        assertThat(stored.getMetadata().getAnnotations()).containsEntry("hub.jupyter.org/username", "bob/é");
        assertThat(stored.getStatus().getPhase()).isEqualTo("Succeeded");
        assertThat(truth.start())
                .hasToString(stored.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals("PodScheduled"))
                        .findFirst()
                        .orElseThrow()
                        .getLastTransitionTime());
        assertThat(truth.end())
                .hasToString(stored.getStatus()
                        .getContainerStatuses()
                        .getFirst()
                        .getState()
                        .getTerminated()
                        .getFinishedAt());
        assertThat(truth.basis()).isEqualTo(EndBasis.FINISHED_AT);
    }

    @Test
    void whoIsBoundAndDeletedWasChargeableInBetween() {
        PlayedPod deleted = kubelet.create(PlayedServer.of("heidi", "").with(2000, 3L << 30));
        kubelet.bind(deleted);
        kubelet.deleteNow(deleted);
        assertThat(deleted.truth().start()).isNotNull();
        assertThat(deleted.truth().basis()).isEqualTo(EndBasis.OBSERVED_DELETE);
        PlayedPod evicted = kubelet.create(PlayedServer.of("heidi", "").with(2000, 3L << 30));
        kubelet.bind(evicted);
        kubelet.evict(evicted);
        assertThat(evicted.truth().start()).isNotNull();
        assertThat(evicted.truth().basis()).isEqualTo(EndBasis.OBSERVED_PHASE);
        assertThat(evicted.uid()).isNotEqualTo(deleted.uid());
    }

    @Test
    void aWatchTellsTheLifeOfAPod() {
        var events = new Events();
        try (var watch = server.client().pods().inNamespace(namespace).watch(events)) {
            PlayedPod pod = kubelet.create(PlayedServer.of("alice", ""));
            kubelet.bind(pod);
            kubelet.run(pod);
            kubelet.deleteGracefully(pod, Duration.ofSeconds(30));
            kubelet.deleteNow(pod);
            await().atMost(PATIENCE).until(() -> events.seen.contains("DELETED " + pod.name()));
            assertThat(events.seen)
                    .startsWith("ADDED " + pod.name(), "MODIFIED " + pod.name())
                    .endsWith("DELETED " + pod.name());
            assertThat(pod.truth().basis()).isEqualTo(EndBasis.OBSERVED_DELETE);
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void whatWasStoredOutlivesTheServer() throws IOException, InterruptedException {
        PlayedPod pod = kubelet.create(PlayedServer.of("carol", ""));
        server.kill();
        assertThatThrownBy(() -> server.client().pods().inNamespace(namespace).list())
                .isInstanceOf(KubernetesClientException.class);
        server.restart();
        assertThat(server.client().pods().inNamespace(namespace).list().getItems())
                .extracting(stored -> stored.getMetadata().getName())
                .containsExactly(pod.name());
    }

    @Test
    void aWatchFromBeforeACompactionIsGone() throws IOException, InterruptedException {
        String before = server.client()
                .pods()
                .inNamespace(namespace)
                .list()
                .getMetadata()
                .getResourceVersion();
        kubelet.create(PlayedServer.of("dave", ""));
        server.compactEtcd();
        var events = new Events();
        try (var watch = server.client()
                .pods()
                .inNamespace(namespace)
                .watch(new ListOptionsBuilder().withResourceVersion(before).build(), events)) {
            await().atMost(PATIENCE).until(() -> events.end != null);
            assertThat(events.end).matches(WatcherException::isHttpGone, "is a 410");
            assertThat(events.seen).isEmpty();
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void aPausedServerAnswersLater() throws IOException, InterruptedException {
        Config impatient = server.config(KubeApiServer.ADMIN);
        impatient.setRequestTimeout(500);
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(impatient).build()) {
            server.pauseApiServer();
            assertThatThrownBy(() -> client.pods().inNamespace(namespace).list())
                    .isInstanceOf(KubernetesClientException.class);
            server.resume();
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> client.pods()
                            .inNamespace(namespace)
                            .list()
                            .getItems()
                            .isEmpty());
        }
    }

    @Test
    void usersMayDoWhatTheyAreGranted() {
        try (KubernetesClient nobody = new KubernetesClientBuilder()
                .withConfig(server.config(KubeApiServer.NOBODY))
                .build()) {
            assertThatThrownBy(() -> nobody.pods().inNamespace(namespace).list())
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class,
                            refused -> assertThat(refused.getCode()).isEqualTo(403));
        }
    }

    @Test
    void aKubeconfigWorks() throws IOException {
        try (KubernetesClient admin = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(
                        server.kubeconfig(KubeApiServer.ADMIN).toFile()))
                .build()) {
            assertThat(admin.namespaces().withName(namespace).get()).isNotNull();
        }
    }

    @Test
    void aSilentProxyHoldsBackAndLetsGo() throws IOException {
        try (SilentProxy proxy = SilentProxy.to(server.port());
                KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(server.config(KubeApiServer.ADMIN, proxy.port()))
                        .build()) {
            var direct = new Events();
            var proxied = new Events();
            try (var directly = server.client().pods().inNamespace(namespace).watch(direct);
                    var throughProxy = client.pods().inNamespace(namespace).watch(proxied)) {
                assertThat(directly).isNotSameAs(throughProxy);
                String heard =
                        "ADDED " + kubelet.create(PlayedServer.of("erin", "")).name();
                await().atMost(PATIENCE).until(() -> proxied.seen.contains(heard));
                proxy.silence(SilentProxy.Direction.TO_CLIENT);
                String late =
                        "ADDED " + kubelet.create(PlayedServer.of("frank", "")).name();
                await().atMost(PATIENCE).until(() -> direct.seen.contains(late));
                assertThat(proxied.seen).doesNotContain(late);
                assertThat(proxied.end).isNull();
                proxy.resume();
                await().atMost(PATIENCE).until(() -> proxied.seen.contains(late));
                proxy.cut();
                // The library connects again.
                String afterwards =
                        "ADDED " + kubelet.create(PlayedServer.of("grace", "")).name();
                await().atMost(PATIENCE).until(() -> proxied.seen.contains(afterwards));
            }
        }
    }

    @Test
    void hundredsOfPodsLiveAndDie() {
        var servers = new ArrayList<PlayedServer>();
        for (int i = 0; i < 200; i++) {
            servers.add(PlayedServer.of("user-" + i, ""));
        }
        Collection<PlayedPod> pods = kubelet.createAll(servers);
        kubelet.forAll(pods, kubelet::bind);
        kubelet.forAll(pods, kubelet::run);
        kubelet.forAll(pods, kubelet::succeed);
        kubelet.forAll(pods, kubelet::deleteNow);
        assertThat(pods).hasSize(200).allSatisfy(pod -> {
            assertThat(pod.truth().start()).isNotNull();
            assertThat(pod.truth().basis()).isEqualTo(EndBasis.FINISHED_AT);
        });
        assertThat(server.client().pods().inNamespace(namespace).list().getItems())
                .isEmpty();
    }

    @Test
    void daskClustersAreKnownByTheirUser() {
        kubelet.installDaskClusters();
        kubelet.createDaskCluster("abc", "carol");
        Object spec = kubelet.daskCluster("abc").get("spec");
        assertThat(spec).hasToString("{username=carol}");
    }

    private static final class Events implements Watcher<Pod> {
        private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        private volatile @Nullable WatcherException end;

        @Override
        public void eventReceived(Action action, Pod pod) {
            seen.add(action + " " + pod.getMetadata().getName());
        }

        @Override
        public void onClose(WatcherException cause) {
            end = cause;
        }
    }
}
