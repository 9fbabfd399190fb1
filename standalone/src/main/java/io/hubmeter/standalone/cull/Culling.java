package io.hubmeter.standalone.cull;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.hubmeter.collector.kubernetes.KubernetesClients;
import io.hubmeter.collector.source.Reporting;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.culler.Culler;
import io.hubmeter.culler.PartHealth;
import io.hubmeter.culler.dask.KubernetesDaskClusters;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A culler at work, with what it needs. */
public final class Culling implements AutoCloseable {
    private static final Duration PING = Duration.ofSeconds(30);

    private final SchemaRegistryClient registry;
    private final @Nullable KubernetesClient kubernetes;
    private final Culler culler;

    private Culling(SchemaRegistryClient registry, @Nullable KubernetesClient kubernetes, Culler culler) {
        this.registry = registry;
        this.kubernetes = kubernetes;
        this.culler = culler;
    }

    /**
     * Starts; the topics must exist.
     *
     * @throws IOException if a file that settings name cannot be used any more
     */
    public static Culling start(CullSettings settings, MeterRegistry metrics, InstantSource clock) throws IOException {
        SchemaRegistryClient registry = new HttpSchemaRegistry(settings.registry());
        CullSettings.DaskAccess dask = settings.dask();
        KubernetesClient kubernetes = dask == null
                ? null
                : KubernetesClients.connect(KubernetesClients.config(dask.kubeconfig(), dask.context()), PING);
        Culler culler = Culler.start(
                settings.culler(),
                kubernetes == null ? null : new KubernetesDaskClusters(kubernetes),
                registry,
                metrics,
                clock);
        return new Culling(registry, kubernetes, culler);
    }

    /** How it fares, as health is told. */
    public List<Reporting> reporting() {
        return culler.health().stream().map(Culling::reporting).toList();
    }

    private static Reporting reporting(PartHealth part) {
        SourceHealth.State state = part.trouble() != null
                ? SourceHealth.State.FAILING
                : part.isWaiting() ? SourceHealth.State.WAITING : SourceHealth.State.LIVE;
        return new Reporting() {
            @Override
            public String name() {
                return part.name();
            }

            @Override
            public SourceHealth health() {
                return new SourceHealth(state, part.heardAt(), part.trouble());
            }
        };
    }

    @Override
    public void close() {
        culler.close();
        if (kubernetes != null) {
            kubernetes.close();
        }
        registry.close();
    }
}
