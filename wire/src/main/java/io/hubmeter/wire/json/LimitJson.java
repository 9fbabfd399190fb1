package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import java.util.List;

/** A limit: {@code {"resource":"gpu","amount":"3600000000000","windowMs":86400000}}; an amount of null is unlimited. */
final class LimitJson {
    private LimitJson() {}

    static ObjectNode node(Limit limit) {
        ObjectNode node = Json.object();
        node.put("resource", limit.resource().name());
        Json.exact(node, "amount", limit.amount());
        node.put("windowMs", limit.window().toMillis());
        return node;
    }

    static void put(ObjectNode object, String name, List<Limit> limits) {
        ArrayNode array = object.putArray(name);
        limits.forEach(limit -> array.add(node(limit)));
    }

    static Limit limit(Element element) {
        Element amount = element.field("amount");
        if (!amount.node().isNull() && amount.exact().signum() < 0) {
            throw amount.unacceptable("0 or more, or null for unlimited");
        }
        return new Limit(
                element.field("resource").parsed(Resource::new),
                amount.orNull(Element::exact),
                element.field("windowMs").duration(1));
    }
}
