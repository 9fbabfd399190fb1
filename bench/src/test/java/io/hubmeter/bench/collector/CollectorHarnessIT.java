package io.hubmeter.bench.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.collector.kubernetes.KubernetesClients;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CollectorHarnessIT {
    private static final int PODS = 20;
    private static final Duration BOUND = Duration.ofSeconds(60);

    @Test
    void everyPartMeasuresSomething() throws Exception {
        KubeApiServer.assumeAvailable();
        try (BenchPlatform platform = BenchPlatform.start();
                KubeApiServer server = KubeApiServer.start(List.of());
                var client = KubernetesClients.connect(server.config(KubeApiServer.ADMIN), CollectorRun.PING)) {
            String namespace = server.freshNamespace("bench");
            try (PodWrites writes = new PodWrites(server, namespace)) {
                long version = writes.version();
                writes.each(0, PODS, number -> {
                    writes.create(number);
                    writes.run(number);
                });
                assertThat(writes.size(0)).as("bytes of a pod").isGreaterThan(7_000);

                BareWatch.Read bare = new BareWatch(client, namespace).read(version, 2 * PODS);
                assertThat(bare.bytes()).isGreaterThan(2 * PODS * 5_000L);
                assertThat(bare.perSecond()).isPositive();

                try (CollectorRun run = CollectorRun.start(platform, server, namespace, "first", version)) {
                    run.awaitAcknowledged(2 * PODS, BOUND);
                    run.awaitLive(BOUND);
                    PublishOnly published = PublishOnly.of(platform, run.source());
                    assertThat(published.size()).isEqualTo(2 * PODS);
                    assertThat(published.perSecond(platform)).isPositive();

                    LiveLoad.Outcome live = new LiveLoad(writes, PODS).run(run, 20, 1);
                    assertThat(live.p50Ms()).isPositive().isLessThanOrEqualTo(live.p99Ms());
                    run.requireOneWatch();
                }
                try (CollectProcess process = CollectProcess.start(
                        platform, server.kubeconfig(KubeApiServer.ADMIN), namespace, "process", 128)) {
                    assertThat(process.isLiveWithin(BOUND)).isTrue();
                    assertThat(process.mebibytes("VmHWM")).isGreaterThan(10);
                }
            }
        }
    }
}
