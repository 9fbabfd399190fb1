package io.hubmeter.pods;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a pod's labels and annotations say besides its user. */
public final class PodLabels {
    private static final String COMPONENT = "app.kubernetes.io/component";
    private static final String OLD_COMPONENT = "component";
    private static final String PLACEHOLDER = "user-placeholder";
    private static final String SERVER = "hub.jupyter.org/servername";
    private static final String DASK_SERVER = "dask-gateway/";

    private PodLabels() {}

    static boolean isPlaceholder(Map<String, String> labels) {
        return PLACEHOLDER.equals(labels.get(COMPONENT)) || PLACEHOLDER.equals(labels.get(OLD_COMPONENT));
    }

    /** The name of the Dask Gateway cluster that a pod belongs to; null if it belongs to none. */
    public static @Nullable String daskCluster(Pod pod) {
        if (pod.getMetadata() == null) {
            return null;
        }
        String cluster = Elements.of(pod.getMetadata().getLabels()).get(Attribution.DASK_CLUSTER_LABEL);
        return cluster == null || cluster.isEmpty() ? null : cluster;
    }

    /**
     * The name of the server that a pod belongs to. For Dask pods it is {@code dask-gateway/} and the cluster: no server of a
     * hub can be called so, since a hub's server names have no slash, and whoever stops servers sees that a hub cannot stop
     * it, but that the {@code DaskCluster} must be deleted.
     */
    public static String server(Pod pod) {
        String cluster = daskCluster(pod);
        if (cluster != null) {
            return DASK_SERVER + cluster;
        }
        if (pod.getMetadata() == null) {
            return "";
        }
        String server = Elements.of(pod.getMetadata().getAnnotations()).get(SERVER);
        return server == null ? "" : server;
    }
}
