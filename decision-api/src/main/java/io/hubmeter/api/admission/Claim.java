package io.hubmeter.api.admission;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.pods.Attribution;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pod's labels and annotations say of whose it is: everything that makes the collector charge a user for it, or leave it
 * out. Each part is null if the pod does not have it.
 *
 * @param user the annotation with the user's name
 * @param component the label {@code app.kubernetes.io/component}
 * @param oldComponent the label {@code component}
 * @param cluster the label with the name of a {@code DaskCluster}
 */
record Claim(
        @Nullable String user,
        @Nullable String component,
        @Nullable String oldComponent,
        @Nullable String cluster) {
    private static final String COMPONENT = "app.kubernetes.io/component";
    private static final String OLD_COMPONENT = "component";
    private static final Set<String> CHARGED = Set.of("singleuser-server", "dask-scheduler", "dask-worker");

    /** The claim of a pod as an API server sends it. */
    static Claim of(JsonNode pod) {
        JsonNode metadata = pod.path("metadata");
        JsonNode labels = metadata.path("labels");
        return new Claim(
                metadata.path("annotations").path(Attribution.USER_ANNOTATION).textValue(),
                labels.path(COMPONENT).textValue(),
                labels.path(OLD_COMPONENT).textValue(),
                labels.path(Attribution.DASK_CLUSTER_LABEL).textValue());
    }

    /** Whether anything on the pod says that a user is to be charged for it. */
    boolean isMade() {
        return user != null || cluster != null || isCharged(component) || isCharged(oldComponent);
    }

    private static boolean isCharged(@Nullable String label) {
        return label != null && CHARGED.contains(label);
    }

    /** What makes the claim, for a message. */
    String shown() {
        if (user != null) {
            return "annotation %s %s".formatted(Attribution.USER_ANNOTATION, Excerpt.quoted(user));
        }
        if (cluster != null) {
            return "label %s %s".formatted(Attribution.DASK_CLUSTER_LABEL, Excerpt.quoted(cluster));
        }
        return isCharged(component)
                ? "label %s '%s'".formatted(COMPONENT, component)
                : "label %s '%s'".formatted(OLD_COMPONENT, oldComponent);
    }
}
