package io.hubmeter.collector.kubernetes.apiserver;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be charged for a pod, by what the API server itself said and stored.
 *
 * @param user raw name; null if nobody is to be charged
 * @param server name of the server; empty for the default one
 * @param start when it was bound to a node, in whole seconds; null if it never was
 * @param end when it ended; null if it has not. Without a {@code finishedAt} the API server does not tell: then the moment
 *     before the request that ended it was sent, by the clock of this JVM
 * @param latestEnd when the answer to that request was there; {@code end} itself if that is a {@code finishedAt}
 */
public record PodTruth(
        String uid,
        String podName,
        @Nullable String user,
        String server,
        long cpuMillicores,
        long memoryBytes,
        @Nullable Instant start,
        @Nullable Instant end,
        @Nullable Instant latestEnd,
        EndBasis basis) {}
