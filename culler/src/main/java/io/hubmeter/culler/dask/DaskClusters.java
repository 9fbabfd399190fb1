package io.hubmeter.culler.dask;

import java.io.IOException;

/** Where clusters of Dask Gateway can be looked at and deleted. */
public interface DaskClusters {

    /**
     * Whether a cluster is there, and a user's.
     *
     * @throws IOException if it cannot be told; its message is for people
     */
    DaskSays look(String namespace, String name, String user) throws IOException;

    /**
     * Deletes a cluster, with all that belongs to it.
     *
     * @return false if there was none
     * @throws IOException if that cannot be told
     */
    boolean delete(String namespace, String name) throws IOException;
}
