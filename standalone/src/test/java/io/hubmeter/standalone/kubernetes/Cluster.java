package io.hubmeter.standalone.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.hubmeter.collector.kubernetes.Hubs;
import io.hubmeter.collector.kubernetes.KafkaOffsets;
import io.hubmeter.collector.kubernetes.KubernetesClients;
import io.hubmeter.collector.kubernetes.KubernetesSource;
import io.hubmeter.collector.kubernetes.KubernetesSourceConfig;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.source.SourceRunner;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.standalone.Standalone;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** Collectors of one namespace, which is a hub and a realm of its own. */
record Cluster(Standalone standalone, String namespace, Duration silence, int pageSize) {
    private static final String SELECTOR =
            "app.kubernetes.io/component in (singleuser-server,dask-scheduler,dask-worker)";

    static Cluster of(Standalone standalone, String namespace) {
        return new Cluster(standalone, namespace, Duration.ofSeconds(90), 500);
    }

    Cluster givingUpAfter(Duration otherSilence) {
        return new Cluster(standalone, namespace, otherSilence, pageSize);
    }

    Cluster withPages(int otherPageSize) {
        return new Cluster(standalone, namespace, silence, otherPageSize);
    }

    String source() {
        return sourceConfig().name();
    }

    /** A collector in this process, running. */
    SourceRunner collect(Config access, MeterRegistry metrics) {
        return collect(access, metrics, InstantSource.system());
    }

    /** The same with another clock. */
    SourceRunner collect(Config access, MeterRegistry metrics, InstantSource clock) {
        KubernetesSourceConfig config = sourceConfig();
        KubernetesSource source = new KubernetesSource(
                config,
                () -> KubernetesClients.connect(access, config.pingEvery()),
                new KafkaOffsets(TopicReader.of(
                        standalone.bootstrapServers(),
                        standalone.registry(),
                        Map.of("isolation.level", "read_committed"))),
                metrics,
                clock);
        SourceRunner runner = new SourceRunner(
                source,
                () -> Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of()),
                death -> {});
        runner.start();
        return runner;
    }

    private KubernetesSourceConfig sourceConfig() {
        return new KubernetesSourceConfig(
                "it",
                namespace,
                new Hubs(Map.of(namespace, namespace), null, Map.of()),
                null,
                null,
                SELECTOR,
                true,
                ResourceRules.DEFAULT,
                pageSize,
                20_000,
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                silence);
    }
}
