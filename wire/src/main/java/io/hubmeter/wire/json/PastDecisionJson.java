package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;

/** One line of {@code GET /query/v1/decisions}. */
public final class PastDecisionJson {
    private PastDecisionJson() {}

    /** The decision as UTF-8, without a line's end. */
    public static byte[] write(PastDecision decision) {
        ObjectNode node = Json.object();
        node.put("account", decision.account().toString());
        node.put("id", decision.id());
        Json.instant(node, "at", decision.at());
        node.put("hub", decision.hub());
        node.put("server", decision.server());
        node.set("requested", Json.exacts(decision.requested().asMap()));
        Json.code(node, "outcome", decision.outcome());
        node.put("allowed", decision.allowed());
        node.put("sentence", decision.sentence());
        ArrayNode reasons = node.putArray("reasons");
        decision.reasons().forEach(reasons::add);
        Json.instant(node, "retryAt", decision.retryAt());
        node.put("policyHash", decision.policyHash());
        return Json.bytes(node);
    }

    /**
     * The decision of a line.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static PastDecision read(byte[] line) {
        Element element = Json.read(line);
        try {
            return new PastDecision(
                    element.field("account").parsed(AccountId::parse),
                    element.field("id").text(),
                    element.field("at").instant(),
                    element.field("hub").orNull(Element::text),
                    element.field("server").text(),
                    Quantities.of(element.field("requested").exacts(Element.MOST_ENTRIES)),
                    element.field("outcome").code(PastDecision.Outcome.class),
                    element.field("allowed").orNull(Element::truth),
                    element.field("sentence").text(),
                    element.field("reasons").list(Element.MOST_ENTRIES, Element::text),
                    element.field("retryAt").orNull(Element::instant),
                    element.field("policyHash").orNull(Element::text));
        } catch (IllegalArgumentException e) {
            throw element.unacceptable("a decision: " + e.getMessage());
        }
    }
}
