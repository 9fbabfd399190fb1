package io.hubmeter.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.kubernetes.apiserver.PlayedKubelet;
import io.hubmeter.collector.kubernetes.apiserver.PlayedPod;
import io.hubmeter.collector.kubernetes.apiserver.PlayedServer;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.streams.query.StateUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collectors as processes of their own, which may die at any moment. */
class CollectorProcessIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final Duration TAKEOVER = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static RealCluster real;
    private static KubeApiServer server;
    private static Standalone standalone;

    private String namespace = "";
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
        namespace = server.freshNamespace("hub");
        kubelet = new PlayedKubelet(server, namespace);
        truths = new Truths(standalone, namespace);
    }

    /** 500 pods of 50 users come and go while the collector is killed ten times, as it starts, lists, and follows. */
    @Test
    @Tag("nightly")
    void killingTheCollectorAtAnyMomentLosesNothingAndCountsNothingTwice() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Churn churn = new Churn(kubelet, random, 500, 50);
        // What comes and goes before the first list is nobody's to know. The second heartbeat comes after the first
        // offset.
        try (CollectorProcess first = start("leader-election=false")) {
            awaitHeartbeat(Instant.EPOCH, BOUND, first);
            awaitHeartbeat(Messages.lastHeartbeat(standalone, CollectorProcess.source(namespace)), BOUND, first);
            first.kill();
        }
        for (int kill = 1; kill < 10; kill++) {
            Instant begun = Instant.now();
            try (CollectorProcess collector = start("leader-election=false")) {
                if (random.nextInt(3) > 0) {
                    awaitHeartbeat(begun, BOUND, collector);
                }
                churn.some(10 + random.nextInt(80));
                collector.kill();
            }
            churn.some(random.nextInt(20));
        }
        try (CollectorProcess collector = start("leader-election=false")) {
            churn.rest();

            truths.awaitEqual(churn.pods().stream().map(PlayedPod::truth).toList());
            assertThat(collector.stop()).isZero();
        }
        assertThat(churn.pods()).hasSize(500);
    }

    /** Two replicas, one Lease: when the leader dies without a word the other goes on, and the meters do not notice. */
    @Test
    @Tag("nightly")
    void theOtherReplicaTakesOverWithinTwentySeconds() throws Exception {
        String[] election = {"leader-election=true", "leader-election.namespace=" + namespace};
        try (CollectorProcess one = start(withIdentity(election, "one"))) {
            awaitHeartbeat(Instant.EPOCH, BOUND, one);
            try (CollectorProcess other = start(withIdentity(election, "other"))) {
                List<PlayedPod> pods = new ArrayList<>(kubelet.createAll(
                        List.of(PlayedServer.of("ana", ""), PlayedServer.of("bob", ""), PlayedServer.of("cyd", ""))));
                kubelet.forAll(pods, kubelet::bind);
                Awaitility.await().atMost(BOUND).until(() -> other.output().contains("Collecting."));
                one.kill();
                Instant dead = Instant.now();
                kubelet.succeed(pods.get(0));
                kubelet.deleteNow(pods.get(0));

                awaitHeartbeat(dead, TAKEOVER, other);
                truths.awaitEqual(pods.stream().map(PlayedPod::truth).toList());
            }
        }
    }

    /** From one namespace to the whole cluster is another source; the old one must be parted with, and its pods move over. */
    @Test
    @Tag("nightly")
    void aSourceThatWasReplacedIsRetired() throws Exception {
        List<PlayedPod> pods;
        try (CollectorProcess collector = start("leader-election=false")) {
            awaitHeartbeat(Instant.EPOCH, BOUND, collector);
            pods = kubelet.createAll(List.of(PlayedServer.of("ana", ""), PlayedServer.of("bob", "")));
            kubelet.forAll(pods, kubelet::bind);
            truths.awaitEqual(pods.stream().map(PlayedPod::truth).toList());
        }
        // Gone before the new source lists for the first time.
        kubelet.deleteNow(pods.get(1));
        Instant heard = Messages.lastHeartbeat(standalone, CollectorProcess.source(namespace));
        try (CollectorProcess collector = start("leader-election=false", "kubernetes.it.hubs=*=" + namespace)) {
            Awaitility.await()
                    .atMost(BOUND)
                    .until(() ->
                            Messages.lastHeartbeat(standalone, "kubernetes/it").isAfter(heard));
            assertThat(hubmeter("sources", "retire", CollectorProcess.source(namespace)))
                    .contains("--force retires it all the same");
            assertThat(hubmeter("sources", "retire", "--force", CollectorProcess.source(namespace)))
                    .contains("retired");
            kubelet.succeed(pods.get(0));

            truths.implying(pods.get(1).uid(), heard)
                    .awaitEqual(pods.stream().map(PlayedPod::truth).toList());
            Awaitility.await()
                    .atMost(BOUND)
                    .ignoreExceptionsInstanceOf(StateUnavailable.class)
                    .until(() -> standalone
                            .streams()
                            .queries()
                            .heardAt()
                            .orElseThrow()
                            .isAfter(heard.plusSeconds(1)));
            assertThat(collector.output()).contains("Collecting.");
            assertThat(hubmeter("sources", "list")).contains("kubernetes/it ").doesNotContain(namespace);
        }
    }

    private String hubmeter(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--bootstrap-servers=" + standalone.bootstrapServers());
        all.add("--registry=" + standalone.registryUri());
        return CollectorProcess.run(folder, all);
    }

    private static String[] withIdentity(String[] settings, String identity) {
        List<String> all = new ArrayList<>(List.of(settings));
        all.add("leader-election.identity=" + identity);
        return all.toArray(String[]::new);
    }

    private CollectorProcess start(String... further) throws IOException {
        return CollectorProcess.start(standalone, server.kubeconfig(KubeApiServer.ADMIN), namespace, folder, further);
    }

    private void awaitHeartbeat(Instant after, Duration bound, CollectorProcess collector) {
        Awaitility.await()
                .atMost(bound)
                .pollInterval(Duration.ofMillis(300))
                .conditionEvaluationListener(condition -> {})
                .until(() -> Messages.lastHeartbeat(standalone, CollectorProcess.source(namespace))
                        .isAfter(after));
        assertThat(collector.output()).contains("Collecting.");
    }
}
