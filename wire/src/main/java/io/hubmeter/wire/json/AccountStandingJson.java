package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.metering.Quantities;
import java.util.List;

/** One line of {@code GET /query/v1/standings}: groups, an assessment as of {@code POST /query/v1/assess}, and use of what has a price. */
public final class AccountStandingJson {
    private AccountStandingJson() {}

    /** The standing as UTF-8, without a line's end. */
    public static byte[] write(AccountStanding standing) {
        ObjectNode node = Json.object();
        ArrayNode groups = node.putArray("groups");
        standing.groups().forEach(groups::add);
        node.set("assessment", AssessmentJson.node(standing.assessment()));
        node.set("used", Json.exacts(standing.used().asMap()));
        return Json.bytes(node);
    }

    /**
     * The standing of a line.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static AccountStanding read(byte[] line) {
        Element element = Json.read(line);
        return new AccountStanding(
                List.copyOf(element.field("groups").list(GroupsJson.MOST_GROUPS, Element::text)),
                AssessmentJson.assessment(element.field("assessment")),
                Quantities.of(element.field("used").exacts(Element.MOST_ENTRIES)));
    }
}
