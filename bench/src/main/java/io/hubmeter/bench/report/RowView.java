package io.hubmeter.bench.report;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a report asks for; nothing else is known. */
final class RowView implements UsageView {
    private final RowStore store;
    private final Instant heardAt;

    RowView(RowStore store, Instant heardAt) {
        this.store = store;
        this.heardAt = heardAt;
    }

    @Override
    public Stream<AccountId> accounts() {
        return store.all();
    }

    @Override
    public Stream<UsageRow> rows(RowQuery query) {
        return store.rows(query);
    }

    @Override
    public Optional<Instant> heardAt() {
        return Optional.of(heardAt);
    }

    @Override
    public Optional<Policy> policy() {
        return Optional.empty();
    }

    @Override
    public List<String> groups(AccountId account) {
        return List.of();
    }

    @Override
    public Assessment assess(
            AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
        throw new UnsupportedOperationException("assessments are not measured");
    }

    @Override
    public List<Reading> history(AccountId account, Instant from, Instant to, int most) {
        return List.of();
    }

    @Override
    public List<Grant> grants(AccountId account) {
        return List.of();
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
}
