package io.hubmeter.collector.kubernetes;

import io.hubmeter.pods.ResourceRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How pods of a cluster, or of one of its namespaces, are watched.
 *
 * @param cluster what the cluster is called
 * @param namespace the namespace; null for the whole cluster
 * @param hubs which hub each namespace belongs to
 * @param kubeconfig how to reach the cluster; null for what the process finds around itself
 * @param context which context of the kubeconfig; null for its current one
 * @param selector a label selector that every pod of a user matches
 * @param dask whether to look up who owns a Dask cluster
 * @param rules what a pod holds
 * @param pageSize how many pods a page of a list has, 1 to 5,000
 * @param queue how many records may wait for Kafka before the API server has to wait
 * @param heartbeatEvery how often to tell that nothing was missed
 * @param pingEvery how often to ask whether the connection lives; it is given up if one such question is not answered
 * @param silence after how long without any event, not even a bookmark, a watch is given up
 */
public record KubernetesSourceConfig(
        String cluster,
        @Nullable String namespace,
        Hubs hubs,
        @Nullable Path kubeconfig,
        @Nullable String context,
        String selector,
        boolean dask,
        ResourceRules rules,
        int pageSize,
        int queue,
        Duration heartbeatEvery,
        Duration pingEvery,
        Duration silence) {

    /** The name of the source. */
    public String name() {
        return "kubernetes/" + cluster + (namespace == null ? "" : "/" + namespace);
    }

    /** One source for the whole cluster if that is watched, else one for each namespace; this one's namespace is left aside. */
    public List<KubernetesSourceConfig> split() {
        if (hubs.isWholeCluster()) {
            return List.of(in(null, hubs));
        }
        List<KubernetesSourceConfig> each = new ArrayList<>();
        for (String one : new TreeSet<>(hubs.byNamespace().keySet())) {
            each.add(in(one, hubs.only(one)));
        }
        return each;
    }

    private KubernetesSourceConfig in(@Nullable String one, Hubs itsHubs) {
        return new KubernetesSourceConfig(
                cluster,
                one,
                itsHubs,
                kubeconfig,
                context,
                selector,
                dask,
                rules,
                pageSize,
                queue,
                heartbeatEvery,
                pingEvery,
                silence);
    }
}
