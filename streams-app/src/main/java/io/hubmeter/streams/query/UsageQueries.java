package io.hubmeter.streams.query;

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
import io.hubmeter.streams.hot.HotAccounts;
import io.hubmeter.wire.json.OpenPod;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of the stores that this instance works on. Safe for use by many threads.
 *
 * <p>Every method throws {@link StateUnavailable} if a partition that it needs is not worked on here now.
 */
public final class UsageQueries {
    private final int partitions;
    private final CopyQueries active;
    private final CopyQueries any;
    private final Copies copies;
    private final HeardTimes heard;
    private final AccountQueries accounts;
    private final PolicyCopies policies;
    private final Scans scans;

    /**
     * Queries against a running instance that knows of no others.
     *
     * @param partitions how many partitions accounts are spread over, on all instances together
     */
    public UsageQueries(KafkaStreams streams, int partitions) {
        this(streams, partitions, null, new HotAccounts());
    }

    /**
     * Queries against a running instance.
     *
     * @param self how others reach this instance; null if none does
     * @param hot what the instance's tasks keep in memory
     */
    public UsageQueries(KafkaStreams streams, int partitions, @Nullable HostInfo self, HotAccounts hot) {
        this(
                partitions,
                new CopyQueries(KafkaStoreReader.ofActive(streams), new HotReads(hot), partitions),
                new CopyQueries(KafkaStoreReader.ofAny(streams), HotReads.NONE, partitions),
                new Copies(streams::metadataForAllStreamsClients, self));
    }

    /** Queries of an instance's copies: those that it works on, and any that it has. */
    UsageQueries(int partitions, CopyQueries active, CopyQueries any, Copies copies) {
        this.partitions = partitions;
        this.active = active;
        this.any = any;
        this.copies = copies;
        this.heard = active.heard();
        this.accounts = active.accounts();
        this.policies = active.policies();
        this.scans = active.scans();
    }

    int partitions() {
        return partitions;
    }

    /** The copies that this instance works on. */
    CopyQueries active() {
        return active;
    }

    /** Whatever copies this instance has. */
    CopyQueries any() {
        return any;
    }

    /** Who has which. */
    Copies copies() {
        return copies;
    }

    /** The policy in force; empty before one was published. */
    public Optional<Policy> policy() {
        return policies.of(0);
    }

    /** Whether every partition here works by the policy with the given hash. */
    public boolean isInForce(String hash) {
        return IntStream.range(0, partitions).allMatch(partition -> policies.isInForce(partition, hash));
    }

    /** What administrators recorded about an account, in the order in which they did. */
    public List<Grant> grants(AccountId account) {
        return accounts.grants(account);
    }

    /** The groups last reported for an account; empty if there are none. */
    public List<String> groups(AccountId account) {
        return accounts.groups(account);
    }

    /**
     * Where an account stands with the given limits.
     *
     * @throws StateUnavailable also if a window begins before the oldest reading kept, and the meter had run before it (ADR 0021)
     */
    public Assessment assess(
            AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
        return accounts.assess(account, entitlement, request, minimumRuntime, at);
    }

    /** Where an account stands by the policy and the grants that are known beside its readings. */
    public Finding find(Inquiry inquiry) {
        return active.find(inquiry);
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
        return accounts.history(account, from, to, most);
    }

    /**
     * The account's pods that have no end yet, in the order of their uids.
     *
     * @param most how many at the most; further ones are left out
     */
    public List<OpenPod> openPods(AccountId account, int most) {
        return accounts.openPods(account, most);
    }

    /**
     * The account's pods that held resources in {@code [from, to)}, those that ended too, the one that started last first. Pods
     * that ended longer ago than readings are kept are left out.
     *
     * @param most how many at the most, 1 or more; those that started before are left out
     * @throws StateUnavailable also if the account has more pods than can be looked through
     */
    public List<HeldServer> servers(AccountId account, Instant from, Instant to, int most) {
        return accounts.servers(account, from, to, most);
    }

    /** What was lately done about the account's servers, the newest first; 20 entries at the most. */
    public List<Stop> stops(AccountId account) {
        return accounts.stops(account);
    }

    /** What was lately decided about the account, the newest first; 20 entries at the most. */
    public List<PastDecision> decisions(AccountId account) {
        return accounts.decisions(account);
    }

    /** Every account that has readings here, partition by partition; to be closed, and to be gone through by {@code forEach}. */
    public Stream<AccountId> accounts() {
        return IntStream.range(0, partitions).boxed().flatMap(scans::accounts);
    }

    /**
     * Where every account that has readings here stands, by the policy in force; to be closed, and to be gone through like
     * {@link #accounts()}. Ends in {@link StateUnavailable} where it cannot go on.
     */
    public Stream<AccountStanding> standings(StandingsQuery query) {
        return IntStream.range(0, partitions).boxed().flatMap(partition -> scans.standings(partition, query));
    }

    /**
     * The newest row of every account and period asked for, account by account, each one's in the order of time; to be closed,
     * and to be gone through like {@link #accounts()}. One account's rows are in memory at a time.
     */
    public Stream<UsageRow> rows(RowQuery query) {
        AccountId only = query.account();
        return only == null
                ? IntStream.range(0, partitions).boxed().flatMap(partition -> scans.rows(partition, query))
                : scans.rows(accounts.partition(only), query);
    }

    /** The time heard from the stalest source over all partitions; empty if one of them has heard none. */
    public Optional<Instant> heardAt() {
        Instant stalest = null;
        for (int partition = 0; partition < partitions; partition++) {
            Instant heardAt = heard.ofAll(partition);
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
                heard.each(partition, source -> true, (source, heardAt) -> {
                    if (heardAt == null) {
                        unheard.addAll(source.getRealms());
                    } else {
                        source.getRealms()
                                .forEach(realm -> stalest.merge(realm, heardAt, (a, b) -> a.isBefore(b) ? a : b));
                    }
                });
            } catch (StateUnavailable elsewhere) {
                // Whoever has the partition tells.
            }
        }
        stalest.keySet().removeAll(unheard);
        return stalest;
    }
}
