package io.hubmeter.culler.plan;

import org.jspecify.annotations.Nullable;

/** What one action stops. */
public sealed interface Target {

    /** Uid of its pod; of a Dask cluster, that of the first pod named. */
    String uid();

    /** Namespace of its pod; null where pods have none. */
    @Nullable
    String namespace();

    /** Name of that pod. */
    String pod();

    /** What it is told apart by, for ever: neither the uid of a pod nor the name of a Dask cluster comes again. */
    String key();

    /**
     * A server of the hub.
     *
     * @param server its name; empty for the default server
     */
    record HubServer(String server, String uid, @Nullable String namespace, String pod) implements Target {
        @Override
        public String key() {
            return "pod " + uid;
        }
    }

    /** A cluster of Dask Gateway, all of whose pods stop with it; its name is unique in the namespace. */
    record DaskCluster(String name, String server, String uid, String namespace, String pod) implements Target {
        @Override
        public String key() {
            return "dask " + namespace + "/" + name;
        }
    }
}
