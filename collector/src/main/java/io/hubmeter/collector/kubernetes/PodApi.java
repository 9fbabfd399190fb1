package io.hubmeter.collector.kubernetes;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The pods of a namespace, or of all, as the API server lists and watches them. Nothing is retried here. */
interface PodApi {

    /**
     * A page of a consistent list, read from the store, not from a cache that may lag behind.
     *
     * @param next where the page before said that this one begins; null for the first
     * @throws ApiFailure if the server refuses; {@link ApiFailure#isGone} if the list has become too old to be continued
     */
    PodPage page(@Nullable String next) throws ApiFailure, IOException, InterruptedException;

    /** Asks for larger pages from now on, so that a list is through before the server forgets its version. */
    void largerPages();

    /** The version of the cluster's store now. */
    long version() throws ApiFailure, IOException, InterruptedException;

    /**
     * Everything that happens to the pods after a version, until the server or the network ends it.
     *
     * @throws ApiFailure if the server refuses
     */
    WatchStream watch(long version) throws ApiFailure, IOException, InterruptedException;
}
