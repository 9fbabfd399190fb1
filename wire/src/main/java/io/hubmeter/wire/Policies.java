package io.hubmeter.wire;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Hub;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.policy.UnknownIs;
import io.hubmeter.schemas.avro.Combine;
import io.hubmeter.schemas.avro.PolicyHub;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.PolicyRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Policies as records of {@code hubmeter.policies}. */
public final class Policies {
    private Policies() {}

    /** The record of a policy. */
    public static PolicyRecord record(Policy policy, Instant publishedAt) {
        Policy.Rules rules = policy.rules();
        return PolicyRecord.newBuilder()
                .setName(policy.name())
                .setHash(policy.hash())
                .setText(policy.text())
                .setPublishedAt(publishedAt)
                .setCombine(Combine.valueOf(rules.combination().name()))
                .setMinimumRuntimeMs(rules.minimumRuntime().toMillis())
                .setFreshnessBoundMs(rules.freshnessBound().toMillis())
                .setGraceMs(rules.grace().toMillis())
                .setEnforce(rules.enforce())
                .setDefaultLimits(PolicyRules.everywhere(policy.defaults()))
                .setGroups(byText(policy.groups(), PolicyRules::everywhere))
                .setUsers(byText(policy.users(), PolicyRules::everywhere))
                .setUnknown(unknownRecord(rules.unknown()))
                .setWarnings(rules.warnings())
                .setDenial(rules.denial())
                .setCurrency(rules.prices().currency())
                .setPrices(byText(rules.prices().perDisplayHour(), BigDecimal::toPlainString))
                .setHubs(byText(policy.hubs(), Policies::hubRecord))
                .setDefaultRules(PolicyRules.records(policy.defaults()))
                .setGroupRules(byText(policy.groups(), PolicyRules::records))
                .setUserRules(byText(policy.users(), PolicyRules::records))
                .setGroupOrder(List.copyOf(policy.groups().keySet()))
                .build();
    }

    private static <K, V, R> Map<String, R> byText(Map<K, V> map, Function<V, R> converter) {
        Map<String, R> converted = new HashMap<>();
        map.forEach((key, value) -> converted.put(key.toString(), converter.apply(value)));
        return converted;
    }

    private static PolicyHub hubRecord(Hub hub) {
        UnknownIs unknown = hub.unknown();
        return new PolicyHub(hub.realm(), hub.enforce(), unknown == null ? null : unknownRecord(unknown), hub.denial());
    }

    private static io.hubmeter.schemas.avro.UnknownIs unknownRecord(UnknownIs unknown) {
        return io.hubmeter.schemas.avro.UnknownIs.valueOf(unknown.name());
    }

    /**
     * The policy of a record; one from before there were rules means that its limits hold on every hub.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Policy policy(PolicyRecord record) {
        List<PolicyRule> defaults = record.getDefaultRules();
        if (defaults == null) {
            return Policy.of(
                    record.getName(),
                    record.getHash(),
                    record.getText(),
                    rules(record),
                    Limits.limits(record.getDefaultLimits()),
                    byName(record.getGroups(), Limits::limits),
                    users(record.getUsers(), Limits::limits));
        }
        return new Policy(
                record.getName(),
                record.getHash(),
                record.getText(),
                rules(record),
                byName(record.getHubs(), Policies::hub),
                PolicyRules.rules(defaults),
                inOrder(record.getGroupOrder(), byName(record.getGroupRules(), PolicyRules::rules)),
                users(record.getUserRules(), PolicyRules::rules));
    }

    private static Policy.Rules rules(PolicyRecord record) {
        SortedMap<Resource, BigDecimal> prices = new TreeMap<>();
        record.getPrices().forEach((resource, price) -> prices.put(new Resource(resource), new BigDecimal(price)));
        return new Policy.Rules(
                Combination.valueOf(record.getCombine().name()),
                Duration.ofMillis(record.getMinimumRuntimeMs()),
                Duration.ofMillis(record.getFreshnessBoundMs()),
                Duration.ofMillis(record.getGraceMs()),
                record.getEnforce(),
                UnknownIs.valueOf(record.getUnknown().name()),
                record.getWarnings(),
                record.getDenial(),
                new Prices(record.getCurrency(), prices));
    }

    private static Hub hub(PolicyHub record) {
        io.hubmeter.schemas.avro.@Nullable UnknownIs unknown = record.getUnknown();
        return new Hub(
                record.getRealm(),
                record.getEnforce(),
                unknown == null ? null : UnknownIs.valueOf(unknown.name()),
                record.getDenial());
    }

    private static <V, R> Map<String, R> byName(Map<String, V> records, Function<V, R> converter) {
        Map<String, R> converted = new TreeMap<>();
        records.forEach((name, value) -> converted.put(name, converter.apply(value)));
        return converted;
    }

    /** Those named first in their order, then the others by name. */
    private static <V> Map<String, V> inOrder(List<String> first, Map<String, V> byName) {
        Map<String, V> ordered = new LinkedHashMap<>();
        for (String name : first) {
            V value = byName.get(name);
            if (value != null) {
                ordered.put(name, value);
            }
        }
        byName.forEach(ordered::putIfAbsent);
        return ordered;
    }

    private static <V, R> Map<AccountId, R> users(Map<String, V> records, Function<V, R> converter) {
        Map<AccountId, R> converted = new TreeMap<>();
        records.forEach((account, value) -> converted.put(AccountId.parse(account), converter.apply(value)));
        return converted;
    }
}
