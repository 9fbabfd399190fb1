package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.quota.LimitChange;

/** Limits with their origin: what a limit has, and {@code "origin", "enforced", "changes":[{"at","amount"}]}. */
final class EntitlementJson {
    private static final int MOST_CHANGES = 10_000;

    private EntitlementJson() {}

    static void put(ObjectNode object, String name, Entitlement entitlement) {
        ArrayNode array = object.putArray(name);
        entitlement.limits().forEach(entitled -> array.add(node(entitled)));
    }

    static ObjectNode node(Entitled entitled) {
        ObjectNode node = LimitJson.node(entitled.limit());
        node.put("origin", entitled.origin());
        node.put("enforced", entitled.isEnforced());
        ArrayNode changes = node.putArray("changes");
        for (LimitChange change : entitled.changes()) {
            ObjectNode one = changes.addObject();
            Json.instant(one, "at", change.at());
            Json.exact(one, "amount", change.amount());
        }
        return node;
    }

    static Entitled entitled(Element element) {
        return new Entitled(
                LimitJson.limit(element),
                element.field("origin").text(),
                element.field("enforced").truth(),
                element.field("changes").list(MOST_CHANGES, EntitlementJson::change));
    }

    private static LimitChange change(Element element) {
        Element amount = element.field("amount");
        if (amount.exact().signum() < 0) {
            throw amount.unacceptable("0 or more");
        }
        return new LimitChange(element.field("at").instant(), amount.exact());
    }
}
