package io.hubmeter.collector.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Clients of API servers as sources need them. */
public final class KubernetesClients {
    private static final int CONNECT_MS = 5_000;

    private KubernetesClients() {}

    /** How to reach the cluster of a source. */
    public static Config config(KubernetesSourceConfig source) {
        return config(source.kubeconfig(), source.context());
    }

    /**
     * How to reach a cluster.
     *
     * @param kubeconfig null for what the process finds around itself: its service account, or the user's kubeconfig
     * @param context null for the current one
     */
    public static Config config(@Nullable Path kubeconfig, @Nullable String context) {
        return kubeconfig == null ? Config.autoConfigure(context) : Config.fromKubeconfig(context, kubeconfig.toFile());
    }

    /**
     * A client that retries nothing by itself, since the loop above it knows better, and gives a connection up when a ping
     * over it is not answered before the next one is due.
     */
    public static KubernetesClient connect(Config config, Duration pingEvery) {
        Config ours = new ConfigBuilder(config)
                .withRequestRetryBackoffLimit(0)
                .withConnectionTimeout(CONNECT_MS)
                .withRequestTimeout((int) Answers.PATIENCE.toMillis())
                .withWebsocketPingInterval(pingEvery.toMillis())
                .build();
        return new KubernetesClientBuilder().withConfig(ours).build();
    }
}
