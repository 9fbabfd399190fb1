package io.hubmeter.collector.kubernetes.access;

import org.jspecify.annotations.Nullable;

/**
 * Something that the collector needs and is not allowed.
 *
 * @param user whom the API server takes the collector for; null if it does not tell (before Kubernetes 1.28)
 */
public record MissingPermission(@Nullable String user, Permission permission) {

    private static final String BY_NAMESPACE = "deploy/collector-rbac.yaml";
    private static final String WHOLE_CLUSTER = "deploy/collector-rbac-whole-cluster.yaml";

    /** For people: who may not do what, and what to add where. */
    public String message() {
        boolean everywhere = permission.namespace() == null;
        return "%s may not '%s' %s%s in %s: add verb \"%s\" on %s to its %s (%s)"
                .formatted(
                        user == null ? "the collector" : user,
                        permission.verb(),
                        permission.qualifiedResource(),
                        permission.name() == null ? "" : " '" + permission.name() + "'",
                        everywhere ? "all namespaces" : "namespace '" + permission.namespace() + "'",
                        permission.verb(),
                        permission.qualifiedResource(),
                        everywhere ? "ClusterRole" : "Role",
                        everywhere ? WHOLE_CLUSTER : BY_NAMESPACE);
    }
}
