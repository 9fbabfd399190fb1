package io.hubmeter.streams.query;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.StandingsQuery;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.usage.DaySoFar;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.streams.state.avro.AccountStateRecord;
import io.hubmeter.streams.topology.StoreNames;
import io.hubmeter.wire.UsageRows;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked about all accounts of a partition at once. Streams are to be closed, and to be gone through by a traversal such
 * as {@code forEach}, which reads as it goes: a stream's iterator would hold a whole partition in memory. They end in
 * {@link StateUnavailable} where they cannot go on.
 */
final class Scans {
    private final StoreReader stores;
    private final HeardTimes heard;
    private final AccountQueries accounts;
    private final PolicyCopies policies;

    Scans(StoreReader stores, AccountQueries accounts, PolicyCopies policies) {
        this.stores = stores;
        this.heard = new HeardTimes(stores);
        this.accounts = accounts;
        this.policies = policies;
    }

    /** Every account that has readings. */
    Stream<AccountId> accounts(int partition) {
        return states(partition).map(entry -> AccountId.parse(entry.key));
    }

    private Stream<KeyValue<String, AccountStateRecord>> states(int partition) {
        KeyValueIterator<String, AccountStateRecord> all = stores.all(NamedStore.ACCOUNTS, partition);
        Iterable<KeyValue<String, AccountStateRecord>> once = () -> new WhileOpen<>(all, partition);
        return StreamSupport.stream(once.spliterator(), false)
                .filter(entry -> entry.value.getFirstReadingAt() != null)
                .onClose(all::close);
    }

    /** Where every account that has readings stands, by the policy that is in force in the partition at the start of it. */
    Stream<AccountStanding> standings(int partition, StandingsQuery query) {
        Policy inForce = policies.of(partition).orElse(null);
        return states(partition)
                .filter(entry -> query.isAbout(AccountId.parse(entry.key)))
                .map(entry -> standing(query, inForce, AccountId.parse(entry.key), entry.value.getGroups()));
    }

    private AccountStanding standing(
            StandingsQuery query, @Nullable Policy inForce, AccountId account, List<String> groups) {
        return query.standing(
                inForce,
                account,
                groups,
                accounts.grants(account),
                (entitlement, minimumRuntime) ->
                        accounts.assess(account, entitlement, Request.OF_UNKNOWN_SIZE, minimumRuntime, query.at()));
    }

    /** The newest row of every account and period asked for, account by account, each one's in the order of time. */
    Stream<UsageRow> rows(int partition, RowQuery query) {
        AccountId only = query.account();
        Stream<AccountId> asked = only == null ? accounts(partition) : Stream.of(only);
        if (query.period() == Period.HOUR) {
            return asked.filter(query::isAbout)
                    .flatMap(account ->
                            rows(StoreNames.USAGE_HOURS, partition, account, query.from(), query.to()).stream());
        }
        Map<String, Optional<Instant>> heardAt = new HashMap<>();
        return asked.filter(query::isAbout)
                .flatMap(account -> days(
                        partition,
                        query,
                        account,
                        heardAt.computeIfAbsent(
                                        account.realm(), realm -> Optional.ofNullable(heard.of(partition, realm)))
                                .orElse(null))
                        .stream());
    }

    private List<UsageRow> days(int partition, RowQuery query, AccountId account, @Nullable Instant heardAt) {
        List<UsageRow> days = rows(StoreNames.USAGE_DAYS, partition, account, query.from(), query.to());
        Instant end = Period.DAY.endOf(query.to().minusMillis(1));
        if (heardAt == null || !end.isAfter(heardAt)) {
            return days;
        }
        // That of a day that has just ended may not be written yet.
        Instant first = Period.DAY.firstFrom(query.from());
        Instant recent = Period.DAY.startOf(heardAt).minus(Period.DAY.length());
        return DaySoFar.complete(
                days, rows(StoreNames.USAGE_HOURS, partition, account, recent.isAfter(first) ? recent : first, end));
    }

    private List<UsageRow> rows(String store, int partition, AccountId account, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return List.of();
        }
        List<UsageRecord> records = stores.windows(store, partition, account.toString(), from, to);
        return records.stream().map(UsageRows::row).toList();
    }

    /** A store may be closed while it is gone through. */
    private record WhileOpen<K, V>(KeyValueIterator<K, V> entries, int partition) implements Iterator<KeyValue<K, V>> {
        @Override
        public boolean hasNext() {
            return KafkaStoreReader.reading(StoreNames.ACCOUNTS, partition, entries::hasNext);
        }

        @Override
        public KeyValue<K, V> next() {
            return KafkaStoreReader.reading(StoreNames.ACCOUNTS, partition, entries::next);
        }
    }
}
