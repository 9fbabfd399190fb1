package io.hubmeter.standalone.usage;

import io.hubmeter.api.view.RemoteUsageConfig;
import io.hubmeter.api.view.RemoteUsageView;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.api.view.UsageViewContract.AtFirst;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.standalone.PastTopics;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import io.hubmeter.standalone.broker.BrokerSettings;
import io.hubmeter.streams.query.QueryEndpoint;
import io.hubmeter.streams.query.UsageQueries;
import io.hubmeter.wire.ExactDecimals;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One whole platform (broker, registry, topology, query endpoint) for all tests of a run. Tests keep out of each other's way
 * by realm and by time: all is told by one source, whose time never goes back.
 */
final class SharedPlatform {
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final Instant BEGINNING = Instant.parse("2026-01-01T12:00:00Z");
    private static final String SOURCE = "test";
    private static final SharedPlatform INSTANCE = start();

    private final Standalone standalone;
    private final QueryEndpoint endpoint;
    private final Publisher publisher;
    private final PastTopics past;
    private final AtFirst localAtFirst;
    private final AtFirst remoteAtFirst;
    private final AtomicInteger number = new AtomicInteger();
    private final List<String> realms = new ArrayList<>();

    private SharedPlatform(Standalone standalone) throws InterruptedException {
        this.standalone = standalone;
        this.endpoint = standalone.listenForQueries(0);
        this.publisher =
                standalone.own(Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of()));
        this.past = standalone.own(PastTopics.connect(standalone));
        standalone.await("stream processor", BOUND, standalone.streams()::isRunning);
        this.localAtFirst = AtFirst.of(standalone.usage());
        try (RemoteUsageView remote = remoteView()) {
            this.remoteAtFirst = AtFirst.of(remote);
        }
    }

    private static SharedPlatform start() {
        try {
            Standalone standalone = Standalone.start(StandaloneConfig.in(Files.createTempDirectory("hubmeter-usage"))
                    .withBroker(BrokerSettings.KEEP_EVERYTHING));
            // Closed with the process, whose other threads have ended by then.
            Runtime.getRuntime().addShutdownHook(new Thread(standalone::close, "close-shared-platform"));
            return new SharedPlatform(standalone);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static SharedPlatform get() {
        return INSTANCE;
    }

    UsageView localView() {
        return standalone.usage();
    }

    /** A view over the endpoint that asks for the policy each time. */
    RemoteUsageView remoteView() {
        return new RemoteUsageView(new RemoteUsageConfig(
                List.of(endpoint.uri()),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofMinutes(1),
                Duration.ZERO));
    }

    AtFirst localAtFirst() {
        return localAtFirst;
    }

    AtFirst remoteAtFirst() {
        return remoteAtFirst;
    }

    UsageQueries queries() {
        return standalone.streams().queries();
    }

    QueryEndpoint endpoint() {
        return endpoint;
    }

    Standalone standalone() {
        return standalone;
    }

    /** A number that no other test has; with it go realms and a present of its own. */
    int next() {
        return number.incrementAndGet();
    }

    /** What a test takes for now: later than that of every number before, and past, as a broker takes no records of tomorrow. */
    static Instant now(int number) {
        return BEGINNING.plus(Duration.ofMinutes(number));
    }

    void publishPolicy(Policy policy, Instant at) {
        publisher.policy(policy, at);
        publisher.flush();
        await("policy", () -> queries().isInForce(policy.hash()));
    }

    void reportGroups(AccountId account, List<String> groups, Instant at) {
        publisher.account(new AccountRecord(account.realm(), account.user(), groups, null, at));
        publisher.flush();
        await("groups", () -> Set.copyOf(queries().groups(account)).equals(Set.copyOf(groups)));
    }

    /** Tells of a pod, and waits until its account's meter has changed. */
    void runPod(AccountId account, Quantities rates, Instant from, @Nullable Instant until) {
        long before = sequence(account);
        tellPod(account, "pod-" + next(), rates, from, until);
        publisher.flush();
        await("reading of " + account, () -> sequence(account) > before);
    }

    /** Tells of a pod, without waiting. */
    void tellPod(AccountId account, String uid, Quantities rates, Instant from, @Nullable Instant until) {
        PodState state = new PodState(
                uid,
                null,
                uid,
                null,
                account.user(),
                "",
                ExactDecimals.decimals(rates),
                from,
                from,
                until,
                false,
                null);
        Source source = new Source(SOURCE, null, 1L, null);
        publisher.pod(account, new PodRecord(PodOp.c, null, state, null, source, until == null ? from : until));
    }

    private long sequence(AccountId account) {
        return queries().history(account, Instant.EPOCH, BEGINNING.plus(Duration.ofDays(10_000)), 10_000).stream()
                .mapToLong(reading -> reading.sequence())
                .max()
                .orElse(0);
    }

    /** Tells what a culler did, and waits until that is remembered. */
    void stop(Stop stop) {
        past.stop(stop);
        await("stop of " + stop.account(), () -> queries().stops(stop.account()).contains(stop));
    }

    /** Records a decision, and waits until it is remembered. */
    void decide(PastDecision decision) {
        past.decision(decision);
        await(
                "decision of " + decision.account(),
                () -> queries().decisions(decision.account()).contains(decision));
    }

    /** A heartbeat that feeds every realm so far, and these. */
    synchronized void hear(List<String> furtherRealms, Instant at) {
        furtherRealms.stream().filter(realm -> !realms.contains(realm)).forEach(realms::add);
        publisher.message(new PodRecord(
                PodOp.m, null, null, new Heartbeat(List.copyOf(realms)), new Source(SOURCE, null, 1L, null), at));
        publisher.flush();
        await("heartbeat", () -> queries().heardAt().equals(java.util.Optional.of(at)));
    }

    void await(String what, BooleanSupplier condition) {
        try {
            standalone.await(what, BOUND, condition);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
