package io.hubmeter.api.http;

import io.hubmeter.api.view.InMemoryUsageView;
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

/** A view that says what another does; a test overrides what is to be otherwise. */
class DelegatingView implements UsageView {
    private final InMemoryUsageView view;

    DelegatingView(InMemoryUsageView view) {
        this.view = view;
    }

    @Override
    public Optional<Policy> policy() {
        return view.policy();
    }

    @Override
    public List<String> groups(AccountId account) {
        return view.groups(account);
    }

    @Override
    public Assessment assess(
            AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
        return view.assess(account, entitlement, request, minimumRuntime, at);
    }

    @Override
    public Stream<AccountId> accounts() {
        return view.accounts();
    }

    @Override
    public Stream<UsageRow> rows(RowQuery query) {
        return view.rows(query);
    }

    @Override
    public List<Reading> history(AccountId account, Instant from, Instant to, int most) {
        return view.history(account, from, to, most);
    }

    @Override
    public List<Grant> grants(AccountId account) {
        return view.grants(account);
    }

    @Override
    public List<HeldServer> servers(AccountId account, Instant from, Instant to, int most) {
        return view.servers(account, from, to, most);
    }

    @Override
    public List<Stop> stops(AccountId account) {
        return view.stops(account);
    }

    @Override
    public List<PastDecision> decisions(AccountId account) {
        return view.decisions(account);
    }

    @Override
    public Optional<Instant> heardAt() {
        return view.heardAt();
    }
}
