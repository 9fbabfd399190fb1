package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pod as an API server would send it, no more than the collector reads; and a token, which it must never pass on.
 *
 * @param user null for one that names nobody
 * @param cpu as a quantity
 * @param scheduledAt null before it is bound
 * @param phase null for a pod without any status
 * @param finishedAt null while its container runs
 */
record FakePod(
        String uid,
        String name,
        @Nullable String user,
        long version,
        String cpu,
        @Nullable Instant scheduledAt,
        @Nullable String phase,
        @Nullable Instant finishedAt) {
    static final String NAMESPACE = "hub";
    static final String TOKEN = "secret-api-token";

    private static final ObjectMapper JSON = new ObjectMapper();

    static FakePod of(String uid, String user, long version) {
        return new FakePod(uid, "jupyter-" + uid, user, version, "1", null, "Pending", null);
    }

    FakePod at(long newVersion) {
        return new FakePod(uid, name, user, newVersion, cpu, scheduledAt, phase, finishedAt);
    }

    FakePod ownedBy(@Nullable String newUser) {
        return new FakePod(uid, name, newUser, version, cpu, scheduledAt, phase, finishedAt);
    }

    FakePod holding(String newCpu) {
        return new FakePod(uid, name, user, version, newCpu, scheduledAt, phase, finishedAt);
    }

    FakePod scheduled(Instant at) {
        return new FakePod(uid, name, user, version, cpu, at, phase, finishedAt);
    }

    FakePod inPhase(@Nullable String newPhase, @Nullable Instant finished) {
        return new FakePod(uid, name, user, version, cpu, scheduledAt, newPhase, finished);
    }

    ObjectNode json() {
        ObjectNode pod = JSON.createObjectNode().put("kind", "Pod").put("apiVersion", "v1");
        ObjectNode metadata = pod.putObject("metadata")
                .put("name", name)
                .put("namespace", NAMESPACE)
                .put("uid", uid)
                .put("resourceVersion", Long.toString(version));
        metadata.putObject("labels").put("app.kubernetes.io/component", "singleuser-server");
        if (user != null) {
            metadata.putObject("annotations").put("hub.jupyter.org/username", user);
        }
        ObjectNode container =
                pod.putObject("spec").putArray("containers").addObject().put("name", "notebook");
        container
                .putArray("env")
                .addObject()
                .put("name", "JUPYTERHUB_API_TOKEN")
                .put("value", TOKEN);
        container.putObject("resources").putObject("requests").put("cpu", cpu).put("memory", "1Gi");
        if (phase != null) {
            ObjectNode status = pod.putObject("status").put("phase", phase);
            if (scheduledAt != null) {
                status.putArray("conditions")
                        .addObject()
                        .put("type", "PodScheduled")
                        .put("status", "True")
                        .put("lastTransitionTime", scheduledAt.toString());
            }
            if (finishedAt != null) {
                status.putArray("containerStatuses")
                        .addObject()
                        .put("name", "notebook")
                        .putObject("state")
                        .putObject("terminated")
                        .put("exitCode", 0)
                        .put("finishedAt", finishedAt.toString());
            }
        }
        return pod;
    }

    /** A watch event of this pod. */
    String event(String type) {
        return event(type, json());
    }

    /** A watch event of something. */
    static String event(String type, ObjectNode object) {
        ObjectNode event = JSON.createObjectNode().put("type", type);
        event.set("object", object);
        return event + "\n";
    }

    static String bookmark(long version) {
        ObjectNode object = JSON.createObjectNode().put("kind", "Pod");
        object.putObject("metadata").put("resourceVersion", Long.toString(version));
        return event("BOOKMARK", object);
    }
}
