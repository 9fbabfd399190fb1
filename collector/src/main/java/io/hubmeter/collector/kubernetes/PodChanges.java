package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.pods.Attribution;
import io.hubmeter.pods.PodParser;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.pods.Unattributed;
import io.hubmeter.pods.UnusablePod;
import io.hubmeter.schemas.avro.OwnerRecord;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.avro.Source;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be written of what the API server says of pods. Remembers what was written of the pods that are there, so that a
 * change that changes nothing is not written, and a pod stays charged to whom it was charged first. One thread at a time.
 */
final class PodChanges {
    /** How much later than its observation an instant may be for the topology to accept it. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private final String source;
    private final Hubs hubs;
    private final ResourceRules rules;
    private final @Nullable Owners owners;
    private final SourceMetrics metrics;
    private final Map<String, Known> pods = new HashMap<>();
    private final OnceEach reported = new OnceEach();

    /** A pod as it was last written. */
    private record Known(AccountId account, PodState state) {}

    /**
     * Nothing was written yet.
     *
     * @param owners null if Dask clusters are not looked up
     */
    PodChanges(String source, Hubs hubs, ResourceRules rules, @Nullable Owners owners, SourceMetrics metrics) {
        this.source = source;
        this.hubs = hubs;
        this.rules = rules;
        this.owners = owners;
        this.metrics = metrics;
    }

    /**
     * What is to be written of a pod, in this order; empty if nothing is.
     *
     * @param type that of the watch event, ADDED, MODIFIED or DELETED; null if a snapshot listed the pod
     * @param snapshot the snapshot; null with a type
     * @throws ApiFailure if it has to be asked who owns the pod, and the server refuses to say
     */
    List<Item> of(@Nullable String type, JsonNode json, @Nullable Long snapshot, Instant observedAt, long receivedNs)
            throws ApiFailure, IOException, InterruptedException {
        List<Item> out = new ArrayList<>(1);
        String uid = json.path("metadata").path("uid").asText("");
        boolean deleted = "DELETED".equals(type);
        Known known = deleted ? pods.remove(uid) : pods.get(uid);
        try {
            Pod pod = PodParser.parse(json);
            Known now = read(pod, known, observedAt, out);
            if (now == null) {
                return out;
            }
            if (!deleted) {
                pods.put(uid, now);
                if (snapshot == null && known != null && now.state().equals(known.state())) {
                    return out;
                }
            }
            out.add(change(op(type, known), now, known, version(json), snapshot, observedAt, receivedNs));
        } catch (UnusablePod e) {
            report(uid, json, e.reason().code(), e.getMessage(), observedAt, out);
            if (known != null && (deleted || snapshot != null)) {
                // Whatever is wrong with it: it is gone, or still there.
                PodOp op = deleted ? PodOp.d : PodOp.r;
                out.add(change(op, known, known, version(json), snapshot, observedAt, receivedNs));
            }
        }
        return out;
    }

    /** Forgets pods that a complete list does not have. */
    void keepOnly(Set<String> uids) {
        pods.keySet().retainAll(uids);
    }

    private @Nullable Known read(Pod pod, @Nullable Known known, Instant observedAt, List<Item> out)
            throws UnusablePod, ApiFailure, IOException, InterruptedException {
        String namespace = pod.getMetadata().getNamespace();
        String hub = hubs.hubOf(namespace);
        if (hub == null) {
            return null;
        }
        AccountId account = known == null ? account(pod, hub, observedAt, out) : known.account();
        return account == null
                ? null
                : new Known(account, plausible(PodStates.state(pod, account.user(), hub, rules), observedAt));
    }

    /** An end in the future comes from a node whose clock is wrong, and would be refused for ever: then it is not known. */
    private static PodState plausible(PodState state, Instant observedAt) {
        Instant end = state.getEndedAt();
        return end == null || !end.isAfter(observedAt.plus(CLOCK_SKEW))
                ? state
                : PodState.newBuilder(state).setEndedAt(null).setGone(true).build();
    }

    private @Nullable AccountId account(Pod pod, String hub, Instant observedAt, List<Item> out)
            throws ApiFailure, IOException, InterruptedException {
        Attribution attribution = Attribution.of(pod);
        if (attribution instanceof Attribution.OfDaskCluster(String namespace, String cluster)) {
            attribution = owner(namespace, cluster, observedAt, out);
        }
        return switch (attribution) {
            case Attribution.User(String name) -> new AccountId(hubs.realmOf(hub), name);
            case Attribution.Nobody(Unattributed reason, String detail) -> {
                nobody(pod, reason, detail, observedAt, out);
                yield null;
            }
            case Attribution.OfDaskCluster still -> throw new IllegalStateException("nobody looked up " + still);
        };
    }

    private Attribution owner(String namespace, String cluster, Instant observedAt, List<Item> out)
            throws ApiFailure, IOException, InterruptedException {
        if (owners == null) {
            return new Attribution.Nobody(
                    Unattributed.NO_USER, "Dask cluster " + cluster + ": its owner is not looked up here");
        }
        String user = owners.known(namespace, cluster);
        if (user == null) {
            user = owners.ask(namespace, cluster);
            if (user != null) {
                out.add(new Item.Owned(new OwnerRecord(source, namespace, Owners.KIND, cluster, user, observedAt)));
            }
        }
        return user == null
                ? new Attribution.Nobody(
                        Unattributed.UNKNOWN_CLUSTER,
                        "DaskCluster %s/%s: found none with a spec.username".formatted(namespace, cluster))
                : Attribution.user(user, "DaskCluster %s/%s: spec.username".formatted(namespace, cluster));
    }

    private void nobody(Pod pod, Unattributed reason, String detail, Instant observedAt, List<Item> out) {
        if (reported.isFirst(pod.getMetadata().getUid() + ' ' + reason.code())) {
            metrics.unattributed(reason.code());
            String origin =
                    origin(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
            out.add(new Item.Rejected(new RejectRecord(reason.code(), detail, origin, observedAt, null)));
        }
    }

    /** Not with the pod itself: its environment holds tokens. */
    private void report(
            String uid, JsonNode json, String code, @Nullable String message, Instant observedAt, List<Item> out) {
        metrics.rejected(code);
        if (reported.isFirst(uid + ' ' + code)) {
            JsonNode metadata = json.path("metadata");
            String origin = origin(
                    metadata.path("namespace").asText(""), metadata.path("name").asText(""));
            out.add(new Item.Rejected(
                    new RejectRecord(code, Objects.requireNonNullElse(message, code), origin, observedAt, null)));
        }
    }

    private static long version(JsonNode json) {
        return Versions.of(json).orElse(0);
    }

    private String origin(String namespace, String name) {
        return source + ":" + namespace + "/" + name;
    }

    private static PodOp op(@Nullable String type, @Nullable Known known) {
        return switch (type) {
            case null -> PodOp.r;
            case "DELETED" -> PodOp.d;
            case "ADDED" -> known == null ? PodOp.c : PodOp.u;
            default -> PodOp.u;
        };
    }

    private Item.Change change(
            PodOp op,
            Known now,
            @Nullable Known known,
            long version,
            @Nullable Long snapshot,
            Instant observedAt,
            long receivedNs) {
        PodState before = known == null ? null : known.state();
        Source at = new Source(source, now.state().getNamespace(), version, snapshot);
        boolean gone = op == PodOp.d;
        PodRecord record =
                new PodRecord(op, gone ? now.state() : before, gone ? null : now.state(), null, at, observedAt);
        return new Item.Change(now.account(), record, receivedNs, happenedAt(now.state(), before));
    }

    /** The newest instant of Kubernetes' own that the change brought. */
    private static @Nullable Instant happenedAt(PodState now, @Nullable PodState before) {
        if (now.getEndedAt() != null) {
            return before != null && now.getEndedAt().equals(before.getEndedAt()) ? null : now.getEndedAt();
        }
        return before != null && Objects.equals(now.getScheduledAt(), before.getScheduledAt())
                ? null
                : now.getScheduledAt();
    }
}
