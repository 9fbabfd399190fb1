package io.hubmeter.collector.kubernetes.access;

import org.jspecify.annotations.Nullable;

/**
 * Something to be allowed, in the terms of Kubernetes' access control.
 *
 * @param verb such as {@code watch}
 * @param group API group; empty for the core group
 * @param resource in the plural, such as {@code pods}
 * @param namespace null for the whole cluster
 * @param name of the one object meant; null for all
 */
public record Permission(
        String verb,
        String group,
        String resource,
        @Nullable String namespace,
        @Nullable String name) {

    /** The resource with its group, as in {@code leases.coordination.k8s.io}. */
    public String qualifiedResource() {
        return group.isEmpty() ? resource : resource + "." + group;
    }
}
