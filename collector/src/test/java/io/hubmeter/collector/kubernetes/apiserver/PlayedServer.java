package io.hubmeter.collector.kubernetes.apiserver;

import org.jspecify.annotations.Nullable;

/**
 * A server to start, as a user asks for it.
 *
 * @param user raw name; null for a pod that names no user
 * @param server its name; empty for the default one
 * @param podName null for the name that KubeSpawner would give it
 */
public record PlayedServer(
        @Nullable String user,
        String server,
        long cpuMillicores,
        long memoryBytes,
        @Nullable String podName) {

    private static final int LABEL_LENGTH = 63;

    /** A server of half a core and 1 GiB. */
    public static PlayedServer of(String user, String server) {
        return new PlayedServer(user, server, 500, 1L << 30, null);
    }

    public PlayedServer with(long otherCpuMillicores, long otherMemoryBytes) {
        return new PlayedServer(user, server, otherCpuMillicores, otherMemoryBytes, podName);
    }

    public PlayedServer named(String otherPodName) {
        return new PlayedServer(user, server, cpuMillicores, memoryBytes, otherPodName);
    }

    /** The name of its pod. */
    public String nameOfPod() {
        if (podName != null) {
            return podName;
        }
        String owner = user == null ? "nobody" : user;
        if (server.isEmpty()) {
            return "jupyter-" + Slug.of(owner, LABEL_LENGTH - "jupyter-".length());
        }
        // Room for both: a name is at most 63 characters long, 8 and 2 of which are not theirs.
        return "jupyter-" + Slug.of(owner, 26) + "--" + Slug.of(server, 26);
    }
}
