package io.hubmeter.api.view;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A usage view over timelines in memory, and the handles to fill it. Safe for use by many threads at once. */
public final class InMemoryUsageView implements UsageView {
    private static final int MOST_PAST = 20;

    private final Map<AccountId, Timeline> timelines = new HashMap<>();
    private final Map<AccountId, List<String>> groups = new HashMap<>();
    private final Map<AccountId, List<Grant>> grants = new HashMap<>();
    private final Map<AccountId, List<PodHistory>> pods = new HashMap<>();
    private final Map<AccountId, Set<Stop>> stops = new HashMap<>();
    private final Map<AccountId, Set<PastDecision>> decisions = new HashMap<>();
    private final SortedMap<AccountId, SortedMap<RowKey, UsageRow>> rows = new TreeMap<>();
    private @Nullable Policy policy;
    private @Nullable Instant heardAt;
    private boolean reachable = true;

    private record RowKey(Period period, Instant start) implements Comparable<RowKey> {
        @Override
        public int compareTo(RowKey other) {
            return Comparator.comparing(RowKey::period)
                    .thenComparing(RowKey::start)
                    .compare(this, other);
        }
    }

    /** Puts a policy in force; null takes it away. */
    public synchronized void publish(@Nullable Policy published) {
        policy = published;
    }

    /** Reports the groups of an account. */
    public synchronized void report(AccountId account, List<String> reported) {
        groups.put(account, List.copyOf(reported));
    }

    /**
     * Runs a pod.
     *
     * @param rates what it holds, in micro-units
     * @param until its end; null while it runs
     */
    public synchronized void run(AccountId account, Quantities rates, Instant from, @Nullable Instant until) {
        PodHistory pod = PodHistory.of(new PodObservation(1, from, rates, from, from, until));
        pods.computeIfAbsent(account, key -> new ArrayList<>()).add(pod);
        Timeline timeline = timelines.computeIfAbsent(account, key -> new Timeline());
        timeline.putAll(Meter.amend(timeline, PodHistory.changes(null, pod, Instant.EPOCH), false));
    }

    /** Writes a row of usage over the one before it. */
    public synchronized void write(UsageRow row) {
        rows.computeIfAbsent(row.account(), account -> new TreeMap<>()).put(new RowKey(row.period(), row.start()), row);
    }

    /** Tells what a culler did. */
    public synchronized void stop(Stop stop) {
        stops.computeIfAbsent(stop.account(), key -> new LinkedHashSet<>()).add(stop);
    }

    /** Tells of a decision. */
    public synchronized void decide(PastDecision decision) {
        decisions
                .computeIfAbsent(decision.account(), key -> new LinkedHashSet<>())
                .add(decision);
    }

    /** Records a grant. */
    public synchronized void record(Grant grant) {
        grants.computeIfAbsent(grant.account(), key -> new ArrayList<>()).add(grant);
    }

    /** Forgets every grant. */
    public synchronized void forgetGrants() {
        grants.clear();
    }

    /** Hears every source at an instant; null forgets that anything was heard. */
    public synchronized void hear(@Nullable Instant at) {
        heardAt = at;
    }

    /** Makes everything unreachable, or reachable again. */
    public synchronized void setReachable(boolean isReachable) {
        reachable = isReachable;
    }

    @Override
    public synchronized Optional<Policy> policy() {
        checkReachable();
        return Optional.ofNullable(policy);
    }

    @Override
    public synchronized List<String> groups(AccountId account) {
        checkReachable();
        return groups.getOrDefault(account, List.of());
    }

    @Override
    public synchronized Assessment assess(
            AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
        checkReachable();
        Timeline timeline = timelines.getOrDefault(account, new Timeline());
        return Assessor.assess(account, timeline, heardAt, entitlement, request, minimumRuntime, at);
    }

    @Override
    public synchronized List<Reading> history(AccountId account, Instant from, Instant to, int most) {
        checkReachable();
        Timeline timeline = timelines.getOrDefault(account, new Timeline());
        List<Reading> readings = new ArrayList<>();
        Reading next = timeline.asOf(from);
        next = next == null ? timeline.after(from) : next;
        while (next != null && next.at().isBefore(to)) {
            if (readings.size() == most) {
                throw new TooManyReadings(most);
            }
            readings.add(next);
            next = timeline.after(next.at());
        }
        return readings;
    }

    @Override
    public synchronized List<Grant> grants(AccountId account) {
        checkReachable();
        return List.copyOf(grants.getOrDefault(account, List.of()));
    }

    @Override
    public synchronized List<HeldServer> servers(AccountId account, Instant from, Instant to, int most) {
        checkReachable();
        HeldServer.Place place = new HeldServer.Place(null, "pod", null, "", null);
        List<PodHistory> histories = pods.getOrDefault(account, List.of());
        return IntStream.range(0, histories.size())
                .mapToObj(i -> HeldServer.of("uid-" + i, "test", place, histories.get(i), from, to))
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(HeldServer::start).reversed())
                .limit(most)
                .toList();
    }

    @Override
    public synchronized List<Stop> stops(AccountId account) {
        checkReachable();
        return stops.getOrDefault(account, Set.of()).stream()
                .sorted(Comparator.comparing(Stop::at).reversed())
                .limit(MOST_PAST)
                .toList();
    }

    @Override
    public synchronized List<PastDecision> decisions(AccountId account) {
        checkReachable();
        return decisions.getOrDefault(account, Set.of()).stream()
                .sorted(Comparator.comparing(PastDecision::at).reversed())
                .limit(MOST_PAST)
                .toList();
    }

    @Override
    public synchronized Stream<AccountId> accounts() {
        checkReachable();
        return Stream.concat(timelines.keySet().stream(), rows.keySet().stream()).distinct().toList().stream();
    }

    /** The rows written for an account, or else those that follow from what ran until the time heard. */
    @Override
    public synchronized Stream<UsageRow> rows(RowQuery query) {
        checkReachable();
        List<UsageRow> found = new ArrayList<>();
        for (AccountId account : new TreeSet<>(Stream.concat(rows.keySet().stream(), timelines.keySet().stream())
                .filter(query::isAbout)
                .toList())) {
            SortedMap<RowKey, UsageRow> written = rows.get(account);
            Stream<UsageRow> all = written != null ? written.values().stream() : ran(account, query);
            all.filter(query::isAbout).forEach(found::add);
        }
        return found.stream();
    }

    private Stream<UsageRow> ran(AccountId account, RowQuery query) {
        Timeline timeline = timelines.getOrDefault(account, new Timeline());
        Reading latest = timeline.latest();
        Instant heard = heardAt;
        if (heard == null || latest == null) {
            return Stream.empty();
        }
        Period period = query.period();
        Instant first = period.startOf(timeline.readings().iterator().next().at());
        Instant begin = query.from().isAfter(first) ? period.firstFrom(query.from()) : first;
        Instant end = heard.isBefore(query.to()) ? heard : query.to();
        return Stream.iterate(begin, start -> start.isBefore(end), start -> start.plus(period.length()))
                .map(start -> row(account, timeline, period, start, heard))
                .filter(row -> !row.amounts().isZero());
    }

    private UsageRow row(AccountId account, Timeline timeline, Period period, Instant start, Instant heard) {
        Instant end = start.plus(period.length());
        Instant until = heard.isBefore(end) ? heard : end;
        List<String> ofAccount =
                groups.getOrDefault(account, List.of()).stream().sorted().toList();
        return new UsageRow(
                account,
                period,
                start,
                until,
                timeline.totalsAt(until).minus(timeline.totalsAt(start)),
                ofAccount,
                ofAccount.isEmpty() ? null : ofAccount.getFirst(),
                null,
                0,
                until.equals(end),
                false);
    }

    @Override
    public synchronized Optional<Instant> heardAt() {
        checkReachable();
        return Optional.ofNullable(heardAt);
    }

    private void checkReachable() {
        if (!reachable) {
            throw new UsageUnavailable("partition 0: found no copy, expected an active or a standby one");
        }
    }
}
