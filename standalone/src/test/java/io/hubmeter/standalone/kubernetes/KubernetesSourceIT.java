package io.hubmeter.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.kubernetes.apiserver.PlayedKubelet;
import io.hubmeter.collector.kubernetes.apiserver.PlayedPod;
import io.hubmeter.collector.kubernetes.apiserver.PlayedServer;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.collector.source.SourceRunner;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real API server says of pods is what their users' meters say, whatever happens to the collector between them. */
class KubernetesSourceIT {
    private static KubeApiServer server;
    private static Standalone standalone;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private String namespace = "";
    private Cluster cluster;
    private Truths truths;

    @BeforeAll
    static void startAll(@TempDir Path folder) throws IOException, InterruptedException {
        KubeApiServer.assumeAvailable();
        server = KubeApiServer.start(List.of("--watch-cache-sizes=pods#0", "--etcd-compaction-interval=0"));
        standalone = Standalone.start(StandaloneConfig.in(folder));
    }

    @AfterAll
    static void closeAll() throws IOException {
        if (standalone != null) {
            standalone.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void freshNamespace() {
        namespace = server.freshNamespace("hub");
        cluster = Cluster.of(standalone, namespace);
        truths = new Truths(standalone, namespace);
    }

    @Test
    void podsAreChargedForWhatTheApiServerSays() {
        List<PlayedPod> pods = new ArrayList<>();
        try (PlayedKubelet kubelet = new PlayedKubelet(server, namespace);
                SourceRunner collector = cluster.collect(server.config(KubeApiServer.ADMIN), metrics)) {
            awaitLive(collector);
            for (String user : List.of("bob", "bobby", "user-1", "user-10", "a/b", "o'neil \"x\"", "Zoë Ünïcode")) {
                pods.add(kubelet.create(PlayedServer.of(user, "")));
                pods.add(kubelet.create(PlayedServer.of(user, "a server with a very long name that is cut")));
            }
            kubelet.forAll(pods, kubelet::bind);
            kubelet.forAll(pods, kubelet::run);
            kubelet.succeed(pods.get(0));
            kubelet.evict(pods.get(1));
            kubelet.deleteNow(pods.get(1));
            kubelet.deleteNow(pods.get(2));

            truths.awaitEqual(pods.stream().map(PlayedPod::truth).toList());
        }
    }

    private static void awaitLive(SourceRunner collector) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(collector.source().health().state())
                        .as("%s", collector.source().health())
                        .isEqualTo(SourceHealth.State.LIVE));
    }
}
