package io.hubmeter.collector.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster to watch.
 *
 * @param cluster its name in Hubmeter
 * @param hubs the hub by namespace, in the order given; under {@code *} that of all other namespaces
 * @param kubeconfig how to reach it; null: what the client finds by itself
 * @param context of the kubeconfig; null: the current one
 * @param selector of the pods
 * @param dask whether {@code DaskCluster} objects are read
 * @param resources Hubmeter's resource by extended resource, in the order given; a {@code *} may end both or the first
 * @param basis {@code requests}, {@code limits} or {@code larger} by Hubmeter's resource; what is missing is {@code requests}
 * @param pageSize pods of one page
 * @param queueRecords how many records may wait for Kafka
 * @param pingInterval how often a connection is asked whether it lives
 * @param silence after how long without an event a watch is opened anew; longer than the ping interval
 */
public record KubernetesConfig(
        String cluster,
        Map<String, String> hubs,
        @Nullable Path kubeconfig,
        @Nullable String context,
        String selector,
        boolean dask,
        Map<String, String> resources,
        Map<String, String> basis,
        int pageSize,
        int queueRecords,
        Duration pingInterval,
        Duration silence) {
    /** Keeps copies. */
    public KubernetesConfig {
        hubs = Collections.unmodifiableMap(new LinkedHashMap<>(hubs));
        resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
        basis = Collections.unmodifiableMap(new LinkedHashMap<>(basis));
    }

    /** Whether every namespace is watched. */
    public boolean isWholeCluster() {
        return hubs.containsKey(Declaration.OTHERS);
    }

    /** The namespaces that are listed by name, in the order given. */
    public List<String> namespaces() {
        return hubs.keySet().stream()
                .filter(namespace -> !namespace.equals(Declaration.OTHERS))
                .toList();
    }

    /** The hub of all namespaces that are not listed by name; null if they are not watched. */
    public @Nullable String hubOfOthers() {
        return hubs.get(Declaration.OTHERS);
    }

    /** The hub that the pods of a namespace belong to; null if it is not watched. */
    public @Nullable String hubOf(String namespace) {
        String hub = hubs.get(namespace);
        return hub == null ? hubs.get(Declaration.OTHERS) : hub;
    }
}
