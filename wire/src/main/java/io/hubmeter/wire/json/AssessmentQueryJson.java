package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement;
import java.math.BigInteger;
import java.util.SortedMap;

/** The body of {@code POST /query/v1/assess}. */
public final class AssessmentQueryJson {
    private static final int MOST_RESOURCES = 1_000;

    private AssessmentQueryJson() {}

    /** The query as UTF-8. */
    public static byte[] write(AssessmentQuery query) {
        ObjectNode node = Json.object();
        node.put("account", query.account().toString());
        EntitlementJson.put(node, "limits", query.entitlement());
        node.set("request", Json.exacts(query.request().rates()));
        node.put("minimumRuntimeMs", query.minimumRuntime().toMillis());
        Json.instant(node, "at", query.at());
        return Json.bytes(node);
    }

    /**
     * The query of a text.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static AssessmentQuery read(byte[] text) {
        Element element = Json.read(text);
        return new AssessmentQuery(
                element.field("account").parsed(AccountId::parse),
                new Entitlement(element.field("limits").list(AssessmentQuery.MOST_LIMITS, EntitlementJson::entitled)),
                request(element.field("request")),
                element.field("minimumRuntimeMs").duration(0),
                element.field("at").instant());
    }

    static Request request(Element element) {
        SortedMap<Resource, BigInteger> rates = element.exacts(MOST_RESOURCES);
        if (rates.values().stream().anyMatch(rate -> rate.signum() < 0)) {
            throw element.unacceptable("rates of 0 or more");
        }
        return new Request(rates);
    }
}
