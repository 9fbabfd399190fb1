package io.hubmeter.api.admission;

import org.jspecify.annotations.Nullable;

/** Whom Dask clusters belong to. Answers at once, from memory; safe for use by many threads at once. */
@FunctionalInterface
public interface PodOwners {
    /** Knows nobody. */
    PodOwners NONE = (namespace, cluster) -> null;

    /**
     * The raw JupyterHub name of the user whom a {@code DaskCluster} belongs to; null if that is not known.
     *
     * @param cluster the name of the {@code DaskCluster}
     */
    @Nullable
    String userOf(String namespace, String cluster);
}
