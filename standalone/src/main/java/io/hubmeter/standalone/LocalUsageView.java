package io.hubmeter.standalone;

import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.streams.query.StateUnavailable;
import io.hubmeter.streams.query.UsageQueries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Usage straight from the stores of this process. */
public final class LocalUsageView implements UsageView {
    private final UsageQueries queries;

    /** A view of the stores behind the queries. */
    public LocalUsageView(UsageQueries queries) {
        this.queries = queries;
    }

    @Override
    public Optional<Policy> policy() {
        return reading(queries::policy);
    }

    @Override
    public List<String> groups(AccountId account) {
        return reading(() -> queries.groups(account));
    }

    @Override
    public Assessment assess(
            AccountId account, List<Limit> limits, Request request, Duration minimumRuntime, Instant at) {
        return reading(() -> queries.assess(account, limits, request, minimumRuntime, at));
    }

    @Override
    public Stream<AccountId> accounts() {
        return reading(queries::accounts);
    }

    @Override
    public Optional<Instant> heardAt() {
        return reading(queries::heardAt);
    }

    private static <T> T reading(Supplier<T> read) {
        try {
            return read.get();
        } catch (StateUnavailable e) {
            throw new UsageUnavailable(String.valueOf(e.getMessage()), e);
        }
    }
}
