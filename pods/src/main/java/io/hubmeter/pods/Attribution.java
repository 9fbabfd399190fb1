package io.hubmeter.pods;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.problem.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Who is charged for a pod, as far as the pod itself tells.
 *
 * <p>The annotation that KubeSpawner writes has the raw user name and always decides; labels and pod names hold shortened and
 * escaped forms that different users can share. Dask Gateway's pods have none by default, but name their cluster.
 */
public sealed interface Attribution {
    /** The annotation with the raw user name. */
    String USER_ANNOTATION = "hub.jupyter.org/username";
    /** The label with the name of the {@code DaskCluster} that a pod belongs to. */
    String DASK_CLUSTER_LABEL = "gateway.dask.org/cluster";

    /**
     * A user.
     *
     * @param name the raw name, acceptable to {@link AccountId}
     */
    record User(String name) implements Attribution {}

    /**
     * Whoever started a Dask cluster.
     *
     * @param namespace where the {@code DaskCluster} is: the pod's own namespace; empty if the pod tells none
     * @param cluster the name of the {@code DaskCluster}
     */
    record OfDaskCluster(String namespace, String cluster) implements Attribution {}

    /**
     * Nobody: count it by reason, and leave it out.
     *
     * @param detail what was found and what was expected, for people; bounded
     */
    record Nobody(Unattributed reason, String detail) implements Attribution {}

    /** Who is charged for the pod. */
    static Attribution of(Pod pod) {
        ObjectMeta metadata = pod.getMetadata() == null ? new ObjectMeta() : pod.getMetadata();
        Map<String, String> labels = Elements.of(metadata.getLabels());
        if (PodLabels.isPlaceholder(labels)) {
            return new Nobody(Unattributed.PLACEHOLDER, "metadata.labels: found component user-placeholder");
        }
        String user = Elements.of(metadata.getAnnotations()).get(USER_ANNOTATION);
        if (user != null) {
            return user(user, "metadata.annotations." + USER_ANNOTATION);
        }
        String cluster = labels.get(DASK_CLUSTER_LABEL);
        if (cluster != null && !cluster.isEmpty()) {
            return new OfDaskCluster(metadata.getNamespace() == null ? "" : metadata.getNamespace(), cluster);
        }
        return new Nobody(
                Unattributed.NO_USER,
                "metadata: found neither, expected annotation %s or label %s"
                        .formatted(USER_ANNOTATION, DASK_CLUSTER_LABEL));
    }

    /**
     * A user by name, or nobody if it cannot be one: empty, longer than an account allows, or not Unicode, so that it could
     * not be told from others once it is written.
     *
     * @param element where the name stands, for the detail
     */
    static Attribution user(String name, String element) {
        if (name.isEmpty() || name.length() > AccountId.MAX_USER_LENGTH) {
            return new Nobody(
                    Unattributed.BAD_USER,
                    "%s: found %d characters, expected 1 to %d"
                            .formatted(element, name.length(), AccountId.MAX_USER_LENGTH));
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            return new Nobody(
                    Unattributed.BAD_USER, "%s: found %s, expected Unicode".formatted(element, Excerpt.quoted(name)));
        }
        return new User(name);
    }
}
