package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.decision.Finding;
import io.hubmeter.core.decision.Inquiry;
import io.hubmeter.core.metering.AccountId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /query/v1/inquire} and the answer to it. */
public final class InquiryJson {
    private InquiryJson() {}

    /** The inquiry as UTF-8. */
    public static byte[] write(Inquiry inquiry) {
        ObjectNode node = Json.object();
        node.put("account", inquiry.account().toString());
        putGroups(node, inquiry.groups());
        node.set("request", Json.exacts(inquiry.request().rates()));
        node.put("whole", inquiry.isWhole());
        Duration runtime = inquiry.runtime();
        node.put("runtimeMs", runtime == null ? null : runtime.toMillis());
        Json.instant(node, "at", inquiry.at());
        return Json.bytes(node);
    }

    /**
     * The inquiry of a text.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static Inquiry read(byte[] text) {
        Element element = Json.read(text);
        return new Inquiry(
                element.field("account").parsed(AccountId::parse),
                element.field("groups").orNull(InquiryJson::groups),
                AssessmentQueryJson.request(element.field("request")),
                element.field("whole").truth(),
                element.field("runtimeMs").orNull(runtime -> runtime.duration(1)),
                element.field("at").instant());
    }

    /** The finding as UTF-8. */
    public static byte[] write(Finding finding) {
        ObjectNode node = Json.object();
        node.put("policyHash", finding.policyHash());
        putGroups(node, finding.groups());
        node.set("request", Json.exacts(finding.request().rates()));
        node.set("assessment", AssessmentJson.node(finding.assessment()));
        return Json.bytes(node);
    }

    /**
     * The finding of a text.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static Finding readFinding(byte[] text) {
        Element element = Json.read(text);
        return new Finding(
                element.field("policyHash").orNull(Element::text),
                groups(element.field("groups")),
                AssessmentQueryJson.request(element.field("request")),
                AssessmentJson.assessment(element.field("assessment")));
    }

    private static void putGroups(ObjectNode node, @Nullable List<String> groups) {
        if (groups == null) {
            node.putNull("groups");
            return;
        }
        ArrayNode array = node.putArray("groups");
        groups.forEach(array::add);
    }

    private static List<String> groups(Element element) {
        return List.copyOf(element.list(GroupsJson.MOST_GROUPS, Element::text));
    }
}
