package io.hubmeter.core.decision;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks where one account stands by the policy and the grants that are known beside its readings.
 *
 * @param account who
 * @param groups its groups; null to take those that the hub last reported
 * @param request the server asked for
 * @param isWhole whether resources that the request does not list are known not to be held
 * @param runtime how long the server is to run at the least; null for what the policy says
 * @param at now, whole milliseconds
 */
public record Inquiry(
        AccountId account,
        @Nullable List<String> groups,
        Request request,
        boolean isWhole,
        @Nullable Duration runtime,
        Instant at) {
    /** Keeps the list to itself. */
    public Inquiry {
        groups = groups == null ? null : List.copyOf(groups);
    }

    /** Assesses the account at {@link #at}. */
    @FunctionalInterface
    public interface Assessing {
        /** The account's standing with each of these, in their order. */
        Assessment assess(Entitlement entitlement, Request request, Duration minimumRuntime);
    }

    /**
     * The finding.
     *
     * @param policy the policy in force; null if there is none, then no limit applies
     * @param reported the groups that the hub last reported, asked for if the inquiry has none
     * @param grants everything that was recorded about the account, in that order
     */
    public Finding finding(
            @Nullable Policy policy,
            Supplier<List<String>> reported,
            Supplier<List<Grant>> grants,
            Assessing assessing) {
        List<String> counted = groups == null ? reported.get() : groups;
        Entitlement entitlement = policy == null
                ? Entitlement.NONE
                : Entitlement.of(policy, account, counted, new Grants(grants.get()), at);
        Duration least = (policy == null ? Policy.Rules.DEFAULT : policy.rules()).minimumRuntime();
        Request asked = isWhole ? whole(entitlement) : request;
        return new Finding(
                policy == null ? null : policy.hash(),
                counted,
                asked,
                assessing.assess(
                        entitlement, asked, runtime == null || runtime.compareTo(least) < 0 ? least : runtime));
    }

    private Request whole(Entitlement entitlement) {
        SortedMap<Resource, BigInteger> rates = new TreeMap<>(request.rates());
        entitlement.bare().forEach(limit -> rates.putIfAbsent(limit.resource(), BigInteger.ZERO));
        return new Request(rates);
    }
}
