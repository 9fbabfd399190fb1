package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answer to {@code GET /query/v1/policy}. */
public final class PolicyJson {
    private static final int MOST_LIMITS = 10_000;

    private PolicyJson() {}

    /** The policy as UTF-8. */
    public static byte[] write(Policy policy) {
        ObjectNode node = Json.object();
        node.put("name", policy.name());
        node.put("hash", policy.hash());
        node.put("text", policy.text());
        ObjectNode rules = node.putObject("rules");
        rules.put("combination", policy.rules().combination().name());
        rules.put("minimumRuntimeMs", policy.rules().minimumRuntime().toMillis());
        rules.put("freshnessBoundMs", policy.rules().freshnessBound().toMillis());
        rules.put("graceMs", policy.rules().grace().toMillis());
        rules.put("enforce", policy.rules().enforce());
        LimitJson.put(node, "defaults", policy.defaults());
        ObjectNode groups = node.putObject("groups");
        policy.groups().forEach((group, limits) -> LimitJson.put(groups, group, limits));
        ObjectNode users = node.putObject("users");
        policy.users().forEach((account, limits) -> LimitJson.put(users, account.toString(), limits));
        return Json.bytes(node);
    }

    /**
     * The policy of a text.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static Policy read(byte[] text) {
        Element element = Json.read(text);
        Map<AccountId, List<Limit>> users = new LinkedHashMap<>();
        Element usersElement = element.field("users");
        usersElement.map(Element.MOST_ENTRIES, PolicyJson::limits).forEach((account, limits) -> {
            try {
                users.put(AccountId.parse(account), limits);
            } catch (IllegalArgumentException e) {
                throw new JsonUnacceptable(usersElement.pointer(), "'" + account + "'", "accounts: " + e.getMessage());
            }
        });
        return new Policy(
                element.field("name").text(),
                element.field("hash").text(),
                element.field("text").text(),
                rules(element.field("rules")),
                limits(element.field("defaults")),
                element.field("groups").map(Element.MOST_ENTRIES, PolicyJson::limits),
                users);
    }

    private static List<Limit> limits(Element element) {
        return element.list(MOST_LIMITS, LimitJson::limit);
    }

    private static Policy.Rules rules(Element element) {
        return new Policy.Rules(
                element.field("combination").parsed(Combination::valueOf),
                element.field("minimumRuntimeMs").duration(0),
                element.field("freshnessBoundMs").duration(0),
                element.field("graceMs").duration(0),
                element.field("enforce").truth());
    }
}
