package io.hubmeter.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.kubernetes.apiserver.PlayedKubelet;
import io.hubmeter.collector.kubernetes.apiserver.PlayedPod;
import io.hubmeter.collector.kubernetes.apiserver.PlayedServer;
import io.hubmeter.collector.kubernetes.apiserver.PodTruth;
import io.hubmeter.collector.kubernetes.apiserver.SilentProxy;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.collector.source.SourceRunner;
import io.hubmeter.standalone.Standalone;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real API server says of pods is what their users' meters say, whatever happens in between. */
class KubernetesSourceIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String LONG_NAME = "ü".repeat(200);

    private static RealCluster real;
    private static KubeApiServer server;
    private static Standalone standalone;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private String namespace = "";
    private Cluster cluster;
    private Truths truths;
    private PlayedKubelet kubelet;

    @BeforeAll
    static void startAll(@TempDir Path folder) throws IOException, InterruptedException {
        // Without a cache in between, a compaction is felt at once.
        real = RealCluster.start(folder, List.of("--watch-cache-sizes=pods#0", "--etcd-compaction-interval=0"));
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
        namespace = server.freshNamespace("hub");
        cluster = Cluster.of(standalone, namespace);
        truths = new Truths(standalone, namespace);
        kubelet = new PlayedKubelet(server, namespace);
    }

    /** Each is charged its own use and nobody else's, also for servers whose names are cut in names of pods and labels. */
    @Test
    void usernamesAreOpaque() {
        List<PlayedServer> servers = new ArrayList<>();
        int size = 1;
        for (String user : List.of(
                "bob",
                "bobby",
                "user-1",
                "user-10",
                "ana",
                "ana-maria",
                "a/b",
                "a/b/c",
                "o'neil \"x\"",
                "two words",
                "Zoë Ünïcode 名前",
                LONG_NAME)) {
            servers.add(PlayedServer.of(user, "").with(100L * size++, 1L << 20));
            servers.add(PlayedServer.of(user, "a server with a very long name that is cut")
                    .with(10L * size, 1L << 21));
        }
        try (SourceRunner collector = collect()) {
            awaitLive(collector);
            List<PlayedPod> pods = kubelet.createAll(servers);
            kubelet.forAll(pods, kubelet::bind);
            kubelet.forAll(pods.subList(0, 12), kubelet::run);
            kubelet.forAll(pods.subList(0, 6), kubelet::succeed);

            truths.awaitEqual(told(pods));
        }
    }

    /** Never scheduled, evicted, force-deleted, failed, a name used twice, a placeholder, a pod that names nobody. */
    @Test
    void endsAreThoseThatKubernetesTellsOrThatWereSeen() {
        List<PlayedPod> pods = new ArrayList<>();
        try (SourceRunner collector = collect()) {
            awaitLive(collector);
            pods.add(kubelet.create(PlayedServer.of("never", "")));
            pods.addAll(kubelet.createAll(List.of(
                    PlayedServer.of("evicted", ""),
                    PlayedServer.of("forced", ""),
                    PlayedServer.of("failed", ""),
                    PlayedServer.of("first", "").named("jupyter-shared"))));
            List<PlayedPod> bound = pods.subList(1, 5);
            kubelet.forAll(bound, kubelet::bind);
            kubelet.forAll(bound, kubelet::run);
            kubelet.evict(pods.get(1));
            kubelet.deleteNow(pods.get(1));
            kubelet.deleteNow(pods.get(2));
            kubelet.fail(pods.get(3));
            kubelet.deleteGracefully(pods.get(4), Duration.ofSeconds(30));
            kubelet.succeed(pods.get(4));
            kubelet.deleteNow(pods.get(4));
            PlayedPod second = kubelet.create(PlayedServer.of("second", "").named("jupyter-shared"));
            kubelet.bind(second);
            pods.add(second);
            kubelet.deleteNow(pods.get(0));
            kubelet.bind(kubelet.create(new PlayedServer(null, "", 100, 1 << 20, "jupyter-nobody")));

            truths.awaitEqual(told(pods));
            assertThat(metrics.get("hubmeter.collector.unattributed")
                            .tag("reason", "no-user")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void anApiServerThatDiesAndComesBackIsFollowedFromWhereItWas() throws IOException, InterruptedException {
        try (SourceRunner collector = collect()) {
            awaitLive(collector);
            List<PlayedPod> pods = kubelet.createAll(servers(20));
            kubelet.forAll(pods, kubelet::bind);
            server.kill();
            server.restart();
            kubelet.forAll(pods.subList(0, 10), kubelet::succeed);
            kubelet.forAll(pods.subList(0, 5), kubelet::deleteNow);

            truths.awaitEqual(told(pods));
            awaitLive(collector);
            assertThat(snapshots()).isEqualTo(1);
        }
    }

    /** Nothing that happened while no collector ran is lost while the server remembers it. */
    @Test
    void aCollectorThatWasAwayGoesOnWhereItsOffsetSays() {
        List<PlayedPod> pods;
        try (SourceRunner collector = collect()) {
            awaitLive(collector);
            pods = kubelet.createAll(servers(10));
            kubelet.forAll(pods, kubelet::bind);
            truths.awaitEqual(told(pods));
        }
        kubelet.forAll(pods.subList(0, 4), kubelet::succeed);
        kubelet.forAll(pods.subList(0, 6), kubelet::deleteNow);
        List<PlayedPod> more = kubelet.createAll(List.of(PlayedServer.of("late", "")));
        kubelet.forAll(more, kubelet::bind);
        pods = new ArrayList<>(pods);
        pods.addAll(more);
        try (SourceRunner collector = collect()) {
            awaitLive(collector);

            truths.awaitEqual(told(pods));
            assertThat(snapshots()).isEqualTo(1);
        }
    }

    /** What disappeared while nobody watched, and what the server does not remember, ended when the source was last heard. */
    @Test
    void podsThatDisappearedBeforeACompactionEndWhenTheSourceWasLastHeard() throws IOException, InterruptedException {
        List<PlayedPod> pods;
        try (SourceRunner collector = collect()) {
            awaitLive(collector);
            pods = kubelet.createAll(servers(6));
            kubelet.forAll(pods, kubelet::bind);
            truths.awaitEqual(told(pods));
        }
        Instant heard = Messages.lastHeartbeat(standalone, cluster.source());
        kubelet.succeed(pods.get(0));
        kubelet.deleteNow(pods.get(1));
        kubelet.succeed(pods.get(2));
        kubelet.deleteNow(pods.get(2));
        server.compactEtcd();
        try (SourceRunner collector = collect()) {
            awaitLive(collector);

            truths.implying(pods.get(1).uid(), heard)
                    .implying(pods.get(2).uid(), heard)
                    .awaitEqual(told(pods));
            assertThat(snapshots()).isEqualTo(2);
            assertThat(restarts("gone")).isEqualTo(1);
        }
    }

    @Test
    void twoCollectorsAtOnceCountNothingTwice() {
        try (SourceRunner one = collect();
                SourceRunner other = collect()) {
            awaitLive(one);
            awaitLive(other);
            List<PlayedPod> pods = kubelet.createAll(servers(30));
            kubelet.forAll(pods, kubelet::bind);
            kubelet.forAll(pods.subList(0, 20), kubelet::succeed);
            one.stop();
            kubelet.forAll(pods.subList(0, 20), kubelet::deleteNow);
            one.start();

            truths.awaitEqual(told(pods));
        }
    }

    @Test
    void aWatchThatFallsSilentIsGivenUpAndNothingIsMissed() throws IOException {
        try (SilentProxy proxy = SilentProxy.to(server.port());
                SourceRunner collector = cluster.collect(server.config(KubeApiServer.ADMIN, proxy.port()), metrics)) {
            awaitLive(collector);
            List<PlayedPod> pods = kubelet.createAll(servers(5));
            kubelet.forAll(pods, kubelet::bind);
            truths.awaitEqual(told(pods));
            proxy.silence();
            kubelet.forAll(pods.subList(0, 3), kubelet::succeed);
            Awaitility.await().atMost(BOUND).until(() -> restarts("broken") > 0);
            Instant deaf = Messages.lastHeartbeat(standalone, cluster.source());
            proxy.resume();

            truths.awaitEqual(told(pods));
            awaitLive(collector);
            Awaitility.await()
                    .atMost(BOUND)
                    .until(() ->
                            Messages.lastHeartbeat(standalone, cluster.source()).isAfter(deaf));
        }
    }

    /** A list that cannot be continued is begun again, as another snapshot: pods of both moments would never end. */
    @Test
    void aPageThatExpiresInTheMiddleOfAListBeginsAnotherSnapshot() throws IOException {
        List<PlayedPod> pods = kubelet.createAll(servers(25));
        kubelet.forAll(pods, kubelet::bind);
        AtomicInteger asked = new AtomicInteger();
        InstantSource compacting = () -> {
            // The listing thread looks at it once before the list and once for each pod: the second of three pages.
            if (Thread.currentThread().getName().startsWith("watch ") && asked.incrementAndGet() == 15) {
                kubelet.deleteNow(pods.get(0));
                compact();
            }
            return Instant.now();
        };
        try (SourceRunner collector =
                cluster.withPages(10).collect(server.config(KubeApiServer.ADMIN), metrics, compacting)) {
            awaitLive(collector);
            List<PodTruth> alive = new ArrayList<>(told(pods.subList(1, 25)));

            assertThat(restarts("page-expired")).isEqualTo(1);
            assertThat(Messages.openPods(standalone, namespace)).hasSize(24);
            truths.implying(
                    pods.get(0).uid(), Messages.seenAt(standalone, pods.get(0).uid()));
            alive.add(pods.get(0).truth());
            truths.awaitEqual(alive);
        }
    }

    @Test
    void aStormOfPodsIsCountedWhole() {
        List<PlayedPod> pods;
        try (SourceRunner collector = collect()) {
            awaitLive(collector);
        }
        pods = kubelet.createAll(servers(2_000));
        kubelet.forAll(pods, kubelet::bind);
        // Everything comes at once, as fast as the server sends.
        try (SourceRunner collector = collect()) {
            awaitLive(collector);

            truths.awaitEqual(told(pods));
            assertThat(snapshots()).isEqualTo(1);
        }
    }

    /** The cluster's object may be gone when its pods end, and no collector may have run meanwhile. */
    @Test
    void daskPodsAreChargedToWhoeverOwnsTheirCluster() {
        kubelet.installDaskClusters();
        List<PlayedPod> pods = new ArrayList<>();
        try (SourceRunner collector = collect()) {
            awaitLive(collector);
            kubelet.createDaskCluster("5f0d", "carol");
            pods.add(kubelet.createDaskPod(
                    "5f0d", PlayedServer.of("carol", "").named("dask-scheduler-5f0d"), "dask-scheduler"));
            pods.add(kubelet.createDaskPod(
                    "5f0d", PlayedServer.of("carol", "").named("dask-worker-5f0d"), "dask-worker"));
            kubelet.forAll(pods, kubelet::bind);
            truths.awaitEqual(told(pods));
        }
        kubelet.deleteDaskCluster("5f0d");
        kubelet.forAll(pods, kubelet::succeed);
        try (SourceRunner collector = collect()) {
            awaitLive(collector);
            truths.awaitEqual(told(pods));
        }
    }

    private SourceRunner collect() {
        return cluster.collect(server.config(KubeApiServer.ADMIN), metrics);
    }

    private static List<PlayedServer> servers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> PlayedServer.of("user-" + i % 50, i < 50 ? "" : "server-" + i)
                        .with(100 + i % 7, (1L << 20) + i % 11))
                .toList();
    }

    private static List<PodTruth> told(Collection<PlayedPod> pods) {
        return pods.stream().map(PlayedPod::truth).toList();
    }

    private static void compact() {
        try {
            server.compactEtcd();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long snapshots() {
        return metrics.get("hubmeter.collector.snapshot").timer().count();
    }

    private double restarts(String cause) {
        var counter = metrics.find("hubmeter.collector.watch.restarts")
                .tag("cause", cause)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private static void awaitLive(SourceRunner collector) {
        Awaitility.await()
                .atMost(BOUND)
                .untilAsserted(() -> assertThat(collector.health().state())
                        .as("%s", collector.health())
                        .isEqualTo(SourceHealth.State.LIVE));
    }
}
