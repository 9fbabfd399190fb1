package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.decision.Standing.Verdict;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;

/** The answer to {@code POST /query/v1/assess}. */
public final class AssessmentJson {
    private AssessmentJson() {}

    /** The assessment as UTF-8. */
    public static byte[] write(Assessment assessment) {
        return Json.bytes(node(assessment));
    }

    static ObjectNode node(Assessment assessment) {
        ObjectNode node = Json.object();
        node.put("account", assessment.account().toString());
        Json.instant(node, "at", assessment.at());
        Json.instant(node, "heardAt", assessment.heardAt());
        ArrayNode standings = node.putArray("standings");
        assessment.standings().forEach(standing -> standings.add(node(standing)));
        Json.instant(node, "retryAt", assessment.retryAt());
        node.set("rates", Json.exacts(assessment.rates().asMap()));
        node.put("openPods", assessment.openPods());
        return node;
    }

    private static ObjectNode node(Standing standing) {
        ObjectNode node = Json.object();
        node.set("limit", EntitlementJson.node(standing.entitled()));
        Json.exact(node, "used", standing.used());
        Json.exact(node, "rate", standing.rate());
        Json.exact(node, "plannedRate", standing.plannedRate());
        node.put("verdict", standing.verdict().name());
        Json.instant(node, "exhaustedAt", standing.exhaustedAt());
        Json.instant(node, "retryAt", standing.retryAt());
        return node;
    }

    /**
     * The assessment of a text.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static Assessment read(byte[] text) {
        return assessment(Json.read(text));
    }

    static Assessment assessment(Element element) {
        return new Assessment(
                element.field("account").parsed(AccountId::parse),
                element.field("at").instant(),
                element.field("heardAt").orNull(Element::instant),
                element.field("standings").list(AssessmentQuery.MOST_LIMITS, AssessmentJson::standing),
                element.field("retryAt").orNull(Element::instant),
                Quantities.of(element.field("rates").exacts(Element.MOST_ENTRIES)),
                (int) element.field("openPods").whole(0, Integer.MAX_VALUE));
    }

    private static Standing standing(Element element) {
        return new Standing(
                EntitlementJson.entitled(element.field("limit")),
                element.field("used").exact(),
                element.field("rate").exact(),
                element.field("plannedRate").exact(),
                element.field("verdict").parsed(Verdict::valueOf),
                element.field("exhaustedAt").orNull(Element::instant),
                element.field("retryAt").orNull(Element::instant));
    }
}
