package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.stop.Stop;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** One line of {@code GET /query/v1/stops}. The crossing is told in microseconds since 1970. */
public final class StopJson {
    private static final long LAST_US = ChronoUnit.MICROS.between(Instant.EPOCH, Element.LAST) + 999;

    private StopJson() {}

    /** The stop as UTF-8, without a line's end. */
    public static byte[] write(Stop stop) {
        ObjectNode node = Json.object();
        node.put("account", stop.account().toString());
        node.put("hub", stop.hub());
        node.put("server", stop.server());
        node.put("daskCluster", stop.daskCluster());
        node.put("uid", stop.uid());
        node.put("namespace", stop.namespace());
        node.put("pod", stop.pod());
        Json.code(node, "outcome", stop.outcome());
        node.set("limit", LimitJson.node(stop.limit()));
        node.put("origin", stop.origin());
        node.put("crossedAtUs", ChronoUnit.MICROS.between(Instant.EPOCH, stop.crossedAt()));
        Json.instant(node, "graceUntil", stop.graceUntil());
        Json.instant(node, "at", stop.at());
        node.put("reason", stop.reason());
        node.put("policyHash", stop.policyHash());
        node.put("culler", stop.culler());
        return Json.bytes(node);
    }

    /**
     * The stop of a line.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static Stop read(byte[] line) {
        Element element = Json.read(line);
        try {
            return new Stop(
                    element.field("account").parsed(AccountId::parse),
                    element.field("hub").orNull(Element::text),
                    element.field("server").text(),
                    element.field("daskCluster").orNull(Element::text),
                    element.field("uid").text(),
                    element.field("namespace").orNull(Element::text),
                    element.field("pod").text(),
                    element.field("outcome").code(Stop.Outcome.class),
                    LimitJson.limit(element.field("limit")),
                    element.field("origin").text(),
                    Instant.EPOCH.plus(element.field("crossedAtUs").whole(0, LAST_US), ChronoUnit.MICROS),
                    element.field("graceUntil").orNull(Element::instant),
                    element.field("at").instant(),
                    element.field("reason").text(),
                    element.field("policyHash").text(),
                    element.field("culler").text());
        } catch (IllegalArgumentException e) {
            throw element.unacceptable("a stop: " + e.getMessage());
        }
    }
}
