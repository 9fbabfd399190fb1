package io.hubmeter.standalone;

import io.hubmeter.api.view.TooManyReadings;
import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Finding;
import io.hubmeter.core.decision.Inquiry;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.StandingsQuery;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.streams.query.StateUnavailable;
import io.hubmeter.streams.query.UsageQueries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

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
            AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
        return reading(() -> queries.assess(account, entitlement, request, minimumRuntime, at));
    }

    @Override
    public Finding find(Inquiry inquiry) {
        return reading(() -> queries.find(inquiry));
    }

    @Override
    public List<Reading> history(AccountId account, Instant from, Instant to, int most) {
        try {
            return reading(() -> queries.history(account, from, to, most));
        } catch (io.hubmeter.streams.query.TooManyReadings e) {
            throw new TooManyReadings(e.most());
        }
    }

    @Override
    public List<Grant> grants(AccountId account) {
        return reading(() -> queries.grants(account));
    }

    @Override
    public List<HeldServer> servers(AccountId account, Instant from, Instant to, int most) {
        return reading(() -> queries.servers(account, from, to, most));
    }

    @Override
    public List<Stop> stops(AccountId account) {
        return reading(() -> queries.stops(account));
    }

    @Override
    public List<PastDecision> decisions(AccountId account) {
        return reading(() -> queries.decisions(account));
    }

    @Override
    public Stream<AccountId> accounts() {
        Stream<AccountId> accounts = reading(queries::accounts);
        return StreamSupport.stream(new WhileRead<>(accounts.spliterator()), false)
                .onClose(accounts::close);
    }

    @Override
    public Stream<UsageRow> rows(RowQuery query) {
        Stream<UsageRow> rows = reading(() -> queries.rows(query));
        return StreamSupport.stream(new WhileRead<>(rows.spliterator()), false).onClose(rows::close);
    }

    @Override
    public Stream<AccountStanding> standings(StandingsQuery query) {
        Stream<AccountStanding> standings = reading(() -> queries.standings(query));
        return StreamSupport.stream(new WhileRead<>(standings.spliterator()), false)
                .onClose(standings::close);
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

    /** Reads the stores as the stream is read, so it is only then that they may be unavailable. */
    private record WhileRead<T>(Spliterator<T> elements) implements Spliterator<T> {
        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            return reading(() -> elements.tryAdvance(action));
        }

        @Override
        public void forEachRemaining(Consumer<? super T> action) {
            boolean read = reading(() -> {
                elements.forEachRemaining(action);
                return true;
            });
            assert read;
        }

        @Override
        public @Nullable Spliterator<T> trySplit() {
            return null;
        }

        @Override
        public long estimateSize() {
            return elements.estimateSize();
        }

        @Override
        public int characteristics() {
            return elements.characteristics();
        }
    }
}
