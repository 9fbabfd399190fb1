package io.hubmeter.streams.query;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.streams.state.GrantEntries;
import io.hubmeter.streams.state.GrantKeys;
import io.hubmeter.streams.state.PastKeys;
import io.hubmeter.streams.state.PodHistories;
import io.hubmeter.streams.state.PodKeys;
import io.hubmeter.streams.state.avro.AccountStateRecord;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import io.hubmeter.streams.state.avro.ServerRecord;
import io.hubmeter.wire.PastDecisions;
import io.hubmeter.wire.Stops;
import io.hubmeter.wire.json.OpenPod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked about one account of the copies that a reader reads. Safe for use by many threads.
 *
 * <p>Every method throws {@link StateUnavailable} if the partition that it needs cannot be read here now, or if the copy cannot tell
 * how far it goes.
 */
final class AccountQueries {
    private static final int MOST_TRIES = 10;
    private static final long FIRST_WAIT_NS = 250_000;

    private final StoreReader stores;
    private final HotReads hot;
    private final HeardTimes heard;
    private final int partitions;

    /**
     * Queries of the copies that a reader reads.
     *
     * @param partitions how many partitions accounts are spread over, on all instances together
     */
    AccountQueries(StoreReader stores, int partitions) {
        this(stores, HotReads.NONE, partitions);
    }

    /** The same, where some of it is in memory. */
    AccountQueries(StoreReader stores, HotReads hot, int partitions) {
        this.stores = stores;
        this.hot = hot;
        this.heard = new HeardTimes(stores);
        this.partitions = partitions;
    }

    int partition(AccountId account) {
        return partition(account, partitions);
    }

    /** Where the collectors' producers put what concerns an account. */
    static int partition(AccountId account, int partitions) {
        return BuiltInPartitioner.partitionForKey(account.toString().getBytes(StandardCharsets.UTF_8), partitions);
    }

    /** What administrators recorded about an account, in the order in which they did. */
    List<Grant> grants(AccountId account) {
        int partition = partition(account);
        List<Grant> inMemory = hot.grants(partition, account, () -> storedGrants(partition, account));
        return inMemory == null ? storedGrants(partition, account) : inMemory;
    }

    private List<Grant> storedGrants(int partition, AccountId account) {
        return GrantEntries.of(
                stores.range(NamedStore.GRANTS, partition, GrantKeys.first(account), GrantKeys.last(account)));
    }

    /** The groups last reported for an account; empty if there are none. */
    List<String> groups(AccountId account) {
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
    Assessment assess(
            AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
        int partition = partition(account);
        Assessment inMemory = hot.assess(
                partition,
                account,
                entitlement,
                request,
                minimumRuntime,
                at,
                () -> new QueriedMeterHistory(stores, partition, account.toString()));
        if (inMemory != null) {
            return inMemory;
        }
        for (int tries = 1; ; tries++) {
            // First, so that the readings are at least as new.
            Instant heardAt = heard.of(partition, account.realm());
            QueriedMeterHistory history = new QueriedMeterHistory(stores, partition, account.toString());
            Assessment assessment =
                    Assessor.assess(account, history, heardAt, entitlement, request, minimumRuntime, at);
            if (history.isConsistent() && isStillThere(partition, account, heardAt)) {
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
    List<Reading> history(AccountId account, Instant from, Instant to, int most) {
        int partition = partition(account);
        for (int tries = 1; ; tries++) {
            Instant heardAt = heard.of(partition, account.realm());
            QueriedMeterHistory history = new QueriedMeterHistory(stores, partition, account.toString());
            List<Reading> readings = history.between(from, to, most);
            if (history.isConsistent() && isStillThere(partition, account, heardAt)) {
                return readings;
            }
            waitForQuiet(account, tries);
        }
    }

    /**
     * A copy may be given up while it is read, and one that is not worked on be begun anew from nothing. A store in memory is empty
     * for a moment before it counts as closed, so that nothing was heard must be found twice.
     */
    private boolean isStillThere(int partition, AccountId account, @Nullable Instant heardAt) {
        if (stores.isActive() && heardAt != null) {
            return true;
        }
        Instant now = heard.of(partition, account.realm());
        return heardAt == null ? now == null : now != null && !now.isBefore(heardAt);
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
    List<OpenPod> openPods(AccountId account, int most) {
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
    List<HeldServer> servers(AccountId account, Instant from, Instant to, int most) {
        return new ServerScan(account, from, to, most).read(stores, partition(account));
    }

    /** What was lately done about the account's servers, the newest first; 20 entries at the most. */
    List<Stop> stops(AccountId account) {
        return past(NamedStore.STOPS, account, Stops::stop);
    }

    /** What was lately decided about the account, the newest first; 20 entries at the most. */
    List<PastDecision> decisions(AccountId account) {
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
}
