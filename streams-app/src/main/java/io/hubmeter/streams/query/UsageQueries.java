package io.hubmeter.streams.query;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.StandingsQuery;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.streams.state.GrantEntries;
import io.hubmeter.streams.state.GrantKeys;
import io.hubmeter.streams.state.PastKeys;
import io.hubmeter.streams.state.PodHistories;
import io.hubmeter.streams.state.PodKeys;
import io.hubmeter.streams.state.avro.AccountStateRecord;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import io.hubmeter.streams.state.avro.ServerRecord;
import io.hubmeter.streams.state.avro.SourceStateRecord;
import io.hubmeter.streams.topology.StoreNames;
import io.hubmeter.wire.PastDecisions;
import io.hubmeter.wire.Policies;
import io.hubmeter.wire.Stops;
import io.hubmeter.wire.UsageRows;
import io.hubmeter.wire.json.OpenPod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of the stores that this instance works on; standby copies are not asked yet. Safe for use by many threads.
 *
 * <p>Every method throws {@link StateUnavailable} if the partition that it needs cannot be read here now.
 */
public final class UsageQueries {
    private static final int MOST_TRIES = 10;
    private static final long FIRST_WAIT_NS = 250_000;
    private static final String ONLY = "";

    private final StoreReader stores;
    private final int partitions;
    private volatile @Nullable Policy policy;

    /**
     * Queries against a running instance.
     *
     * @param partitions how many partitions accounts are spread over, on all instances together
     */
    public UsageQueries(KafkaStreams streams, int partitions) {
        this.stores = new StoreReader(streams);
        this.partitions = partitions;
    }

    private int partition(AccountId account) {
        return BuiltInPartitioner.partitionForKey(account.toString().getBytes(StandardCharsets.UTF_8), partitions);
    }

    /** The policy in force; empty before one was published. */
    public Optional<Policy> policy() {
        PolicyRecord record = stores.get(NamedStore.POLICY, 0, ONLY);
        if (record == null) {
            return Optional.empty();
        }
        Policy cached = policy;
        if (cached == null || !cached.hash().equals(record.getHash())) {
            cached = Policies.policy(record);
            policy = cached;
        }
        return Optional.of(cached);
    }

    /** Whether every partition here works by the policy with the given hash. */
    public boolean isInForce(String hash) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> stores.get(NamedStore.POLICY, partition, ONLY))
                .allMatch(record -> record != null && record.getHash().equals(hash));
    }

    /** What administrators recorded about an account, in the order in which they did. */
    public List<Grant> grants(AccountId account) {
        return GrantEntries.of(
                stores.range(NamedStore.GRANTS, partition(account), GrantKeys.first(account), GrantKeys.last(account)));
    }

    /** The groups last reported for an account; empty if there are none. */
    public List<String> groups(AccountId account) {
        AccountStateRecord state = stores.get(NamedStore.ACCOUNTS, partition(account), account.toString());
        return state == null ? List.of() : List.copyOf(state.getGroups());
    }

    /**
     * Where an account stands with the given limits.
     *
     * <p>The readings may be amended while they are read. Each change of a meter raises its sequence and writes the newest
     * reading last, so a mixed read is noticed, and made again.
     *
     * @throws StateUnavailable also if a window begins before the oldest reading kept, and the meter had run before it (ADR 0021)
     */
    public Assessment assess(
            AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
        int partition = partition(account);
        for (int tries = 1; ; tries++) {
            // First, so that the readings are at least as new, and because it is refused while stores are being
            // restored.
            Instant heardAt = heardAt(partition, account.realm());
            QueriedMeterHistory history = new QueriedMeterHistory(stores, partition, account.toString());
            Assessment assessment =
                    Assessor.assess(account, history, heardAt, entitlement, request, minimumRuntime, at);
            if (history.isConsistent()) {
                history.requireWhole();
                return assessment;
            }
            waitForQuiet(account, tries);
        }
    }

    /**
     * The account's readings that were in force at some instant of {@code [from, to)}: the one in force at {@code from}, if
     * there is one, then those that follow before {@code to}. In ascending order; all from one state of the meter. Readings that are
     * not kept any more are left out: then the oldest has totals or a rate before it.
     *
     * @param most how many at the most
     * @throws TooManyReadings if there are more
     */
    public List<Reading> history(AccountId account, Instant from, Instant to, int most) {
        int partition = partition(account);
        for (int tries = 1; ; tries++) {
            // Refused while stores are being restored: then the readings could be old ones.
            var _ = heardAt(partition, account.realm());
            QueriedMeterHistory history = new QueriedMeterHistory(stores, partition, account.toString());
            List<Reading> readings = history.between(from, to, most);
            if (history.isConsistent()) {
                return readings;
            }
            waitForQuiet(account, tries);
        }
    }

    /** An amendment of many readings takes the stream thread milliseconds, so each wait is twice the one before. */
    private static void waitForQuiet(AccountId account, int tries) {
        if (tries == MOST_TRIES) {
            throw new StateUnavailable("meter of %s: changed during each of %d reads".formatted(account, MOST_TRIES));
        }
        LockSupport.parkNanos(FIRST_WAIT_NS << (tries - 1));
    }

    /**
     * The account's pods that have no end yet, in the order of their uids.
     *
     * @param most how many at the most; further ones are left out
     */
    public List<OpenPod> openPods(AccountId account, int most) {
        List<OpenPod> pods = new ArrayList<>();
        try (KeyValueIterator<Bytes, PodHistoryRecord> range =
                stores.range(NamedStore.OPEN_PODS, partition(account), PodKeys.first(account), PodKeys.last(account))) {
            while (range.hasNext() && pods.size() < most) {
                KeyValue<Bytes, PodHistoryRecord> next = range.next();
                pods.add(openPod(PodKeys.uid(next.key), next.value));
            }
        }
        return pods;
    }

    /**
     * The account's pods that held resources in {@code [from, to)}, those that ended too, the one that started last first. Pods
     * that ended longer ago than readings are kept are left out.
     *
     * @param most how many at the most, 1 or more; those that started before are left out
     * @throws StateUnavailable also if the account has more pods than can be looked through
     */
    public List<HeldServer> servers(AccountId account, Instant from, Instant to, int most) {
        return new ServerScan(account, from, to, most).read(stores, partition(account));
    }

    /** What was lately done about the account's servers, the newest first; 20 entries at the most. */
    public List<Stop> stops(AccountId account) {
        return past(NamedStore.STOPS, account, Stops::stop);
    }

    /** What was lately decided about the account, the newest first; 20 entries at the most. */
    public List<PastDecision> decisions(AccountId account) {
        return past(NamedStore.DECISIONS, account, PastDecisions::decision);
    }

    private <V, T> List<T> past(NamedStore<Bytes, V> store, AccountId account, Function<V, T> reader) {
        List<T> past = new ArrayList<>();
        stores.each(
                store,
                partition(account),
                PastKeys.first(account),
                PastKeys.last(account),
                entry -> past.add(reader.apply(entry.value)));
        return past.reversed();
    }

    private static OpenPod openPod(String uid, PodHistoryRecord record) {
        PodHistory history = PodHistories.history(record);
        ServerRecord server = record.getServer();
        return new OpenPod(
                uid,
                record.getSource(),
                server.getNamespace(),
                server.getPod(),
                server.getHub(),
                server.getServerName(),
                history.scheduledAt(),
                history.spans().isEmpty()
                        ? Quantities.ZERO
                        : history.spans().getLast().rates());
    }

    /**
     * Every account that has readings here, partition by partition; to be closed. Only a traversal
     * such as {@code forEach} reads as it goes: the stream's iterator would hold a whole partition in memory.
     */
    public Stream<AccountId> accounts() {
        return IntStream.range(0, partitions).boxed().flatMap(this::accounts);
    }

    private Stream<AccountId> accounts(int partition) {
        return states(partition).map(entry -> AccountId.parse(entry.key));
    }

    private Stream<KeyValue<String, AccountStateRecord>> states(int partition) {
        KeyValueIterator<String, AccountStateRecord> all = stores.all(NamedStore.ACCOUNTS, partition);
        Iterable<KeyValue<String, AccountStateRecord>> once = () -> all;
        return StreamSupport.stream(once.spliterator(), false)
                .filter(entry -> entry.value.getFirstReadingAt() != null)
                .onClose(all::close);
    }

    /**
     * Where every account that has readings here stands, by the policy in force at the start of it; to be closed, and to be gone through like
     * {@link #accounts()}. Ends in {@link StateUnavailable} where it cannot go on.
     */
    public Stream<AccountStanding> standings(StandingsQuery query) {
        Policy inForce = policy().orElse(null);
        return IntStream.range(0, partitions)
                .boxed()
                .flatMap(this::states)
                .filter(entry -> query.isAbout(AccountId.parse(entry.key)))
                .map(entry -> standing(query, inForce, AccountId.parse(entry.key), entry.value.getGroups()));
    }

    private AccountStanding standing(
            StandingsQuery query, @Nullable Policy inForce, AccountId account, List<String> groups) {
        return query.standing(
                inForce,
                account,
                groups,
                grants(account),
                (entitlement, minimumRuntime) ->
                        assess(account, entitlement, Request.OF_UNKNOWN_SIZE, minimumRuntime, query.at()));
    }

    /**
     * The newest row of every account and period asked for, account by account, each one's in the order of time; to be closed,
     * and to be gone through like {@link #accounts()}. One account's rows are in memory at a time.
     */
    public Stream<UsageRow> rows(RowQuery query) {
        AccountId only = query.account();
        Stream<AccountId> accounts = only == null ? accounts() : Stream.of(only);
        return accounts.filter(query::isAbout).flatMap(account -> rows(query, account).stream());
    }

    private List<UsageRow> rows(RowQuery query, AccountId account) {
        String store = query.period() == Period.HOUR ? StoreNames.USAGE_HOURS : StoreNames.USAGE_DAYS;
        List<UsageRecord> records =
                stores.windows(store, partition(account), account.toString(), query.from(), query.to());
        return records.stream().map(UsageRows::row).toList();
    }

    /** The time heard from the stalest source over all partitions; empty if one of them has heard none. */
    public Optional<Instant> heardAt() {
        Instant stalest = null;
        for (int partition = 0; partition < partitions; partition++) {
            Instant heardAt = heardAt(partition, null);
            if (heardAt == null) {
                return Optional.empty();
            }
            stalest = stalest == null || heardAt.isBefore(stalest) ? heardAt : stalest;
        }
        return Optional.ofNullable(stalest);
    }

    /**
     * The time heard from the stalest source that feeds each realm, over the partitions that can be read here now. A realm that has
     * a source which was never heard is left out. Throws nothing.
     */
    public Map<String, Instant> heardByRealm() {
        Map<String, Instant> stalest = new TreeMap<>();
        Set<String> unheard = new HashSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            try {
                for (SourceStateRecord source : sources(partition)) {
                    Instant heardAt = source.getHeardAt();
                    if (heardAt == null) {
                        unheard.addAll(source.getRealms());
                    } else {
                        source.getRealms()
                                .forEach(realm -> stalest.merge(realm, heardAt, (a, b) -> a.isBefore(b) ? a : b));
                    }
                }
            } catch (StateUnavailable elsewhere) {
                // Whoever has the partition tells.
            }
        }
        stalest.keySet().removeAll(unheard);
        return stalest;
    }

    private List<SourceStateRecord> sources(int partition) {
        KeyValueIterator<String, SourceStateRecord> all = stores.all(NamedStore.SOURCES, partition);
        List<SourceStateRecord> sources = new ArrayList<>();
        try (all) {
            all.forEachRemaining(entry -> sources.add(entry.value));
        }
        return sources;
    }

    private @Nullable Instant heardAt(int partition, @Nullable String realm) {
        Instant stalest = null;
        for (SourceStateRecord source : sources(partition)) {
            // A source that feeds none was retired, or is about to be heard for the first time.
            boolean counts = realm == null
                    ? !source.getRealms().isEmpty()
                    : source.getRealms().contains(realm);
            if (counts) {
                Instant heardAt = source.getHeardAt();
                if (heardAt == null) {
                    return null;
                }
                stalest = stalest == null || heardAt.isBefore(stalest) ? heardAt : stalest;
            }
        }
        return stalest;
    }
}
