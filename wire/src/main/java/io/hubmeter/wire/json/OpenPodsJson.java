package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.metering.Quantities;
import java.util.List;

/** The answer to {@code GET /query/v1/pods}: {@code {"pods":[…]}}. */
public final class OpenPodsJson {
    private static final int MOST_PODS = 100_000;

    private OpenPodsJson() {}

    /** The pods as UTF-8. */
    public static byte[] write(List<OpenPod> pods) {
        ObjectNode node = Json.object();
        ArrayNode array = node.putArray("pods");
        pods.forEach(pod -> array.add(node(pod)));
        return Json.bytes(node);
    }

    private static ObjectNode node(OpenPod pod) {
        ObjectNode node = Json.object();
        node.put("uid", pod.uid());
        node.put("source", pod.source());
        node.put("namespace", pod.namespace());
        node.put("pod", pod.pod());
        node.put("hub", pod.hub());
        node.put("serverName", pod.serverName());
        Json.instant(node, "scheduledAt", pod.scheduledAt());
        node.set("rates", Json.exacts(pod.rates().asMap()));
        return node;
    }

    /**
     * The pods of a text.
     *
     * @throws JsonUnacceptable if it has none
     */
    public static List<OpenPod> read(byte[] text) {
        return List.copyOf(Json.read(text).field("pods").list(MOST_PODS, OpenPodsJson::pod));
    }

    private static OpenPod pod(Element element) {
        return new OpenPod(
                element.field("uid").text(),
                element.field("source").text(),
                element.field("namespace").orNull(Element::text),
                element.field("pod").text(),
                element.field("hub").orNull(Element::text),
                element.field("serverName").text(),
                element.field("scheduledAt").orNull(Element::instant),
                Quantities.of(element.field("rates").exacts(Element.MOST_ENTRIES)));
    }
}
