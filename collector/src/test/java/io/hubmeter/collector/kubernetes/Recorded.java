package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.pods.Attribution;
import io.hubmeter.pods.PodIdentity;
import io.hubmeter.pods.PodParser;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.pods.UnusablePod;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.wire.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a recording: the histories of its pods, folded as the topology folds them, and whose they are. */
final class Recorded {
    private static final String HUB = "hub";

    public final Map<String, PodHistory> histories = new HashMap<>();
    public final Map<String, PodState> states = new HashMap<>();
    public final Map<String, Attribution> attributions = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final ResourceRules rules;

    private Recorded(ResourceRules rules) {
        this.rules = rules;
    }

    /** The pods of a scenario as its watch told of them. */
    public static Recorded watched(String scenario, ResourceRules rules) throws UnusablePod {
        Recorded recorded = new Recorded(rules);
        List<Recording.Event> events = new ArrayList<>(Recording.of(scenario).events());
        if (scenario.equals("dask")) {
            events.addAll(Recording.of("dask.daskclusters").events());
            events.sort(Comparator.comparing(Recording.Event::receivedAt));
        }
        for (Recording.Event event : events) {
            if (event.object().get("kind").asText().equals("DaskCluster")) {
                recorded.remember(event.object());
            } else {
                recorded.observe(PodParser.parse(event.object()), op(event.type()), event.receivedAt());
            }
        }
        return recorded;
    }

    /** The pods of a scenario as the list at its end has them. */
    public static Recorded listed(String scenario, ResourceRules rules) throws UnusablePod {
        Recorded recorded = new Recorded(rules);
        if (scenario.equals("dask")) {
            Recording.of("dask.daskclusters").listed().forEach(recorded::remember);
        }
        Instant at = Instant.parse("2026-11-22T06:00:00Z");
        for (JsonNode item : Recording.of(scenario).listed()) {
            recorded.observe(PodParser.parse(item), PodOp.r, at);
        }
        return recorded;
    }

    /** Who is charged for a pod; null if nobody. */
    @Nullable
    public String user(String uid) {
        return user(attributions.get(uid));
    }

    private @Nullable String user(@Nullable Attribution attribution) {
        return switch (attribution) {
            case Attribution.User user -> user.name();
            case Attribution.OfDaskCluster of -> owners.get(of.namespace() + '/' + of.cluster());
            case Attribution.Nobody nobody -> null;
            case null -> null;
        };
    }

    private void remember(JsonNode cluster) {
        owners.put(
                cluster.at("/metadata/namespace").asText()
                        + '/'
                        + cluster.at("/metadata/name").asText(),
                cluster.at("/spec/username").asText());
    }

    private void observe(Pod pod, PodOp op, Instant at) throws UnusablePod {
        Attribution attribution = Attribution.of(pod);
        String user = user(attribution);
        PodState state = PodStates.state(pod, user == null ? "nobody" : user, HUB, rules);
        PodRecord record = PodRecord.newBuilder()
                .setOp(op)
                .setAfter(op == PodOp.d ? null : state)
                .setBefore(op == PodOp.d ? state : null)
                .setSource(Source.newBuilder()
                        .setName("kubernetes/golden")
                        .setVersion(PodIdentity.of(pod).resourceVersion())
                        .build())
                .setObservedAt(at)
                .build();
        PodObservation observation = Pods.observation(record, state);
        attributions.put(state.getUid(), attribution);
        states.put(state.getUid(), state);
        histories.compute(
                state.getUid(),
                (uid, history) -> history == null ? PodHistory.of(observation) : history.plus(observation));
    }

    private static PodOp op(String type) {
        return switch (type) {
            case "ADDED" -> PodOp.c;
            case "MODIFIED" -> PodOp.u;
            case "DELETED" -> PodOp.d;
            default -> throw new IllegalArgumentException(type);
        };
    }
}
