package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Quantities;

/** One line of {@code GET /query/v1/servers}. */
public final class HeldServerJson {
    private HeldServerJson() {}

    /** The server as UTF-8, without a line's end. */
    public static byte[] write(HeldServer server) {
        HeldServer.Place place = server.place();
        ObjectNode node = Json.object();
        node.put("uid", server.uid());
        node.put("source", server.source());
        node.put("namespace", place.namespace());
        node.put("pod", place.pod());
        node.put("hub", place.hub());
        node.put("server", place.server());
        node.put("daskCluster", place.daskCluster());
        Json.instant(node, "start", server.start());
        Json.instant(node, "end", server.end());
        node.put("endEstimated", server.isEndEstimated());
        ArrayNode rates = node.putArray("rates");
        for (HeldServer.Held held : server.rates()) {
            ObjectNode step = rates.addObject();
            Json.instant(step, "from", held.from());
            step.set("rates", Json.exacts(held.rates().asMap()));
        }
        node.set("used", Json.exacts(server.used().asMap()));
        return Json.bytes(node);
    }

    /**
     * The server of a line.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static HeldServer read(byte[] line) {
        Element element = Json.read(line);
        try {
            return new HeldServer(
                    element.field("uid").text(),
                    element.field("source").text(),
                    new HeldServer.Place(
                            element.field("namespace").orNull(Element::text),
                            element.field("pod").text(),
                            element.field("hub").orNull(Element::text),
                            element.field("server").text(),
                            element.field("daskCluster").orNull(Element::text)),
                    element.field("start").instant(),
                    element.field("end").orNull(Element::instant),
                    element.field("endEstimated").truth(),
                    element.field("rates").list(Element.MOST_ENTRIES, HeldServerJson::held),
                    quantities(element.field("used")));
        } catch (IllegalArgumentException e) {
            throw element.unacceptable("a server: " + e.getMessage());
        }
    }

    private static HeldServer.Held held(Element element) {
        return new HeldServer.Held(element.field("from").instant(), quantities(element.field("rates")));
    }

    private static Quantities quantities(Element element) {
        return Quantities.of(element.exacts(Element.MOST_ENTRIES));
    }
}
