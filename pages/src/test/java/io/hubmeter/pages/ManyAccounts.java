package io.hubmeter.pages;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Accounts {@code user-0}, {@code user-1} and so on of one realm, each of which has held 1 GiB for as many hours as its number
 * has remainders of 100; every tenth still does. A quota is 60 GiB-hours in 30 days.
 */
final class ManyAccounts implements UsageView {
    private final String realm;
    private final int count;
    private final Instant now;
    private final List<Grant> grants = new ArrayList<>();
    /** Until this is counted down no account can be read. */
    final CountDownLatch isOpen = new CountDownLatch(1);

    ManyAccounts(String realm, int count, Instant now) {
        this.realm = realm;
        this.count = count;
        this.now = now;
    }

    synchronized void record(Grant grant) {
        grants.add(grant);
    }

    private Timeline timeline(AccountId account) {
        Timeline timeline = new Timeline();
        if (!account.user().startsWith("user-")) {
            return timeline;
        }
        int number = Integer.parseInt(account.user().substring(5));
        int hours = number % 100;
        Quantities rate = Quantities.of(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.ONE));
        Instant from = now.minus(Duration.ofHours(hours));
        timeline.putAll(List.of(new Reading(from, Quantities.ZERO, Quantities.ZERO, rate, 1, 2, 0, false)));
        if (number % 10 != 0 && hours > 0) {
            Instant end = now.minusMillis(1);
            timeline.putAll(List.of(new Reading(
                    end, rate.times(Duration.between(from, end).toMillis()), rate, Quantities.ZERO, 0, 4, 0, false)));
        }
        return timeline;
    }

    @Override
    public Optional<Policy> policy() {
        Limit limit = new Limit(Resource.MEMORY, Resource.MEMORY.amountOf(BigDecimal.valueOf(60)), Duration.ofDays(30));
        return Optional.of(Policy.of(
                "policy.yaml",
                "00",
                "text",
                Policy.Rules.of(Combination.MAX, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ZERO),
                List.of(limit),
                Map.of(),
                Map.of()));
    }

    @Override
    public List<String> groups(AccountId account) {
        return List.of("group-" + account.user().length());
    }

    @Override
    public Assessment assess(
            AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
        try {
            isOpen.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Assessor.assess(account, timeline(account), now, entitlement, request, minimumRuntime, at);
    }

    @Override
    public List<Reading> history(AccountId account, Instant from, Instant to, int most) {
        return timeline(account).readings().stream()
                .filter(reading -> reading.at().isBefore(to))
                .toList();
    }

    @Override
    public synchronized List<Grant> grants(AccountId account) {
        return grants.stream().filter(grant -> grant.account().equals(account)).toList();
    }

    @Override
    public List<HeldServer> servers(AccountId account, Instant from, Instant to, int most) {
        return List.of();
    }

    @Override
    public List<Stop> stops(AccountId account) {
        return List.of();
    }

    @Override
    public List<PastDecision> decisions(AccountId account) {
        return List.of();
    }

    @Override
    public Stream<UsageRow> rows(RowQuery query) {
        return Stream.empty();
    }

    @Override
    public Stream<AccountId> accounts() {
        return Stream.concat(
                IntStream.range(0, count).mapToObj(number -> new AccountId(realm, "user-" + number)),
                IntStream.range(0, 1_000).mapToObj(number -> new AccountId("other", "user-" + number)));
    }

    @Override
    public Optional<Instant> heardAt() {
        return Optional.of(now);
    }
}
