package io.hubmeter.pages.user;

import io.hubmeter.api.view.TooManyReadings;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.HeldServer.Held;
import io.hubmeter.core.metering.HeldServer.Place;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Replay;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The stores, with one account in them. */
final class OneUser implements UsageView {
    static final AccountId ACCOUNT = new AccountId("campus", "ana-maria");
    private static final Instant NO_FLOOR = Instant.ofEpochMilli(-1_000_000_000_000_000L);

    private final Replay replay = new Replay();
    private final List<HeldServer> servers = new ArrayList<>();
    private final List<Stop> stops = new ArrayList<>();
    private final List<Grant> grants = new ArrayList<>();
    private @Nullable Policy policy;
    private @Nullable Instant heardAt;

    /** Everybody has these limits. */
    OneUser limited(Policy.Rules rules, Limit... limits) {
        policy = Policy.of("hub.yaml", "0123abcd", "", rules, List.of(limits), Map.of(), Map.of());
        return this;
    }

    OneUser heard(Instant at) {
        heardAt = at;
        return this;
    }

    /** A server; null as its end while it runs. */
    OneUser ran(String name, Request size, Instant start, @Nullable Instant end) {
        String uid = "uid-" + servers.size();
        Map<String, BigInteger> rates = new TreeMap<>();
        size.rates().forEach((resource, rate) -> rates.put(resource.name(), rate));
        PodInterval pod = new PodInterval(
                ACCOUNT.toString(),
                uid,
                List.of(new RateStep(start.toEpochMilli(), rates)),
                start.toEpochMilli(),
                end == null ? PodInterval.OPEN : end.toEpochMilli());
        Told.lifeOf(pod).forEach(told -> replay.observe(told, NO_FLOOR));
        servers.add(new HeldServer(
                uid,
                "kubernetes/prod",
                new Place("jhub", "jupyter-" + uid, "campus", name, null),
                start,
                end,
                false,
                List.of(new Held(start, size.quantities())),
                Quantities.ZERO));
        return this;
    }

    /** The server that started last was stopped by a culler. */
    OneUser stopped(Instant at, Limit limit) {
        HeldServer last = servers.getLast();
        stops.addFirst(new Stop(
                ACCOUNT,
                "campus",
                last.place().server(),
                null,
                last.uid(),
                "jhub",
                last.place().pod(),
                Stop.Outcome.STOPPED,
                limit,
                "default",
                at,
                at,
                at,
                "The quota is used up.",
                "0123abcd",
                "culler"));
        return this;
    }

    static Limit limit(Resource resource, String hours, Duration window) {
        return new Limit(resource, resource.amountOf(new BigDecimal(hours)), window);
    }

    static Request size(String cores, String gib, String gpus) {
        TreeMap<Resource, BigInteger> rates = new TreeMap<>();
        rates.put(Resource.CPU, Resource.CPU.rateOf(new BigDecimal(cores)));
        rates.put(Resource.MEMORY, Resource.MEMORY.rateOf(new BigDecimal(gib)));
        if (!gpus.equals("0")) {
            rates.put(Resource.GPU, Resource.GPU.rateOf(new BigDecimal(gpus)));
        }
        return new Request(rates);
    }

    @Override
    public Optional<Policy> policy() {
        return Optional.ofNullable(policy);
    }

    @Override
    public List<String> groups(AccountId account) {
        return List.of();
    }

    @Override
    public Assessment assess(
            AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
        return Assessor.assess(account, replay.timeline(), heardAt, entitlement, request, minimumRuntime, at);
    }

    @Override
    public List<Reading> history(AccountId account, Instant from, Instant to, int most) {
        Reading inForce = replay.timeline().asOf(from);
        List<Reading> readings = replay.timeline().readings().stream()
                .filter(reading -> reading.equals(inForce)
                        || (reading.at().isAfter(from) && reading.at().isBefore(to)))
                .toList();
        if (readings.size() > most) {
            throw new TooManyReadings(most);
        }
        return readings;
    }

    @Override
    public List<Grant> grants(AccountId account) {
        return grants;
    }

    @Override
    public Stream<UsageRow> rows(RowQuery query) {
        return Stream.empty();
    }

    @Override
    public Stream<AccountId> accounts() {
        return Stream.of(ACCOUNT);
    }

    @Override
    public Optional<Instant> heardAt() {
        return Optional.ofNullable(heardAt);
    }

    @Override
    public List<HeldServer> servers(AccountId account, Instant from, Instant to, int most) {
        return servers.stream()
                .filter(server -> server.start().isBefore(to)
                        && (server.end() == null || server.end().isAfter(from)))
                .sorted(Comparator.comparing(HeldServer::start).reversed())
                .limit(most)
                .toList();
    }

    @Override
    public List<Stop> stops(AccountId account) {
        return stops;
    }

    @Override
    public List<PastDecision> decisions(AccountId account) {
        return List.of();
    }
}
