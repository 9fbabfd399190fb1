package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Hub;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.policy.UnknownIs;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

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
        write(policy.rules(), node.putObject("rules"));
        ObjectNode hubs = node.putObject("hubs");
        policy.hubs().forEach((name, hub) -> write(hub, hubs.putObject(name)));
        write(policy.defaults(), node.putArray("defaults"));
        ObjectNode groups = node.putObject("groups");
        policy.groups().forEach((group, rules) -> write(rules, groups.putArray(group)));
        ObjectNode users = node.putObject("users");
        policy.users().forEach((account, rules) -> write(rules, users.putArray(account.toString())));
        return Json.bytes(node);
    }

    private static void write(Policy.Rules rules, ObjectNode node) {
        node.put("combination", rules.combination().name());
        node.put("minimumRuntimeMs", rules.minimumRuntime().toMillis());
        node.put("freshnessBoundMs", rules.freshnessBound().toMillis());
        node.put("graceMs", rules.grace().toMillis());
        node.put("enforce", rules.enforce());
        node.put("unknown", rules.unknown().name());
        ArrayNode warnings = node.putArray("warningPercents");
        rules.warnings().forEach(warnings::add);
        node.put("denial", rules.denial());
        node.put("currency", rules.prices().currency());
        ObjectNode prices = node.putObject("prices");
        rules.prices()
                .perDisplayHour()
                .forEach((resource, price) -> prices.put(resource.name(), price.toPlainString()));
    }

    private static void write(Hub hub, ObjectNode node) {
        UnknownIs unknown = hub.unknown();
        node.put("realm", hub.realm());
        node.put("enforce", hub.enforce());
        node.put("unknown", unknown == null ? null : unknown.name());
        node.put("denial", hub.denial());
    }

    private static void write(List<Rule> rules, ArrayNode array) {
        for (Rule rule : rules) {
            ObjectNode node = array.addObject();
            ArrayNode hubs = node.putArray("hubs");
            rule.hubs().forEach(hubs::add);
            node.put("enforce", rule.enforce());
            LimitJson.put(node, "limits", rule.limits());
        }
    }

    /**
     * The policy of a text.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static Policy read(byte[] text) {
        Element element = Json.read(text);
        Map<AccountId, List<Rule>> users = new LinkedHashMap<>();
        Element usersElement = element.field("users");
        usersElement.map(Element.MOST_ENTRIES, PolicyJson::ruleList).forEach((account, rules) -> {
            try {
                users.put(AccountId.parse(account), rules);
            } catch (IllegalArgumentException e) {
                throw new JsonUnacceptable(usersElement.pointer(), "'" + account + "'", "accounts: " + e.getMessage());
            }
        });
        return new Policy(
                element.field("name").text(),
                element.field("hash").text(),
                element.field("text").text(),
                rules(element.field("rules")),
                element.field("hubs").map(Element.MOST_ENTRIES, PolicyJson::hub),
                ruleList(element.field("defaults")),
                element.field("groups").map(Element.MOST_ENTRIES, PolicyJson::ruleList),
                users);
    }

    private static List<Rule> ruleList(Element element) {
        return element.list(MOST_LIMITS, PolicyJson::rule);
    }

    private static Rule rule(Element element) {
        return new Rule(
                new TreeSet<>(element.field("hubs").list(MOST_LIMITS, Element::text)),
                element.field("enforce").truth(),
                element.field("limits").list(MOST_LIMITS, LimitJson::limit));
    }

    private static Hub hub(Element element) {
        return new Hub(
                element.field("realm").orNull(Element::text),
                element.field("enforce").truth(),
                element.field("unknown").orNull(unknown -> unknown.parsed(UnknownIs::valueOf)),
                element.field("denial").orNull(Element::text));
    }

    private static Policy.Rules rules(Element element) {
        Element percents = element.field("warningPercents");
        List<Integer> warnings = percents.list(99, percent -> Math.toIntExact(percent.whole(1, 99)));
        for (int i = 1; i < warnings.size(); i++) {
            if (warnings.get(i) <= warnings.get(i - 1)) {
                throw percents.unacceptable("ascending percentages");
            }
        }
        return new Policy.Rules(
                element.field("combination").parsed(Combination::valueOf),
                element.field("minimumRuntimeMs").duration(0),
                element.field("freshnessBoundMs").duration(0),
                element.field("graceMs").duration(0),
                element.field("enforce").truth(),
                element.field("unknown").parsed(UnknownIs::valueOf),
                warnings,
                element.field("denial").orNull(Element::text),
                new Prices(element.field("currency").text(), prices(element.field("prices"))));
    }

    private static SortedMap<Resource, BigDecimal> prices(Element element) {
        SortedMap<Resource, BigDecimal> prices = new TreeMap<>();
        element.map(MOST_LIMITS, Element::decimal).forEach((name, price) -> prices.put(element.resource(name), price));
        return prices;
    }
}
