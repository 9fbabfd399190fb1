package io.hubmeter.standalone.cull;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.access.AccessToken;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Token;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.http.Bounds;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.StopOutcome;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.standalone.DecisionTopic;
import io.hubmeter.standalone.GrantTopic;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import io.hubmeter.standalone.broker.BrokerSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes of {@code hubmeter cull} that are killed and stopped at their worst moments, at a real broker, with the real
 * topology and decision API, by the real clock. The hub is played.
 */
class CullersIT {
    static final Duration BOUND = Duration.ofSeconds(60);

    private static final int PARTITIONS = 4;
    private static final int BATCHES = 5;

    private static final int WHILE_STOPPED = 3;
    private static final int FEWEST = 20;
    private static final int MOST = 40;
    private static final Duration LONG = Duration.ofMinutes(5);

    private final long seed = Long.getLong("hubmeter.seed", new SecureRandom().nextLong(1_000_000));
    private final Random random = new Random(seed);
    private final Map<String, Set<String>> doneBefore = new HashMap<>();

    @TempDir
    private Path folder;

    private Standalone platform;
    private Crowd crowd;
    private NotingHub hub;
    private Grants grants;
    private Cullers cullers;
    private int lastUser;

    @BeforeEach
    void start() throws Exception {
        StandaloneConfig defaults = StandaloneConfig.in(folder);
        Map<String, String> broker = new HashMap<>(BrokerSettings.KEEP_EVERYTHING);
        broker.put("group.min.session.timeout.ms", "1000");
        platform = Standalone.start(new StandaloneConfig(
                folder, 0, 0, PARTITIONS, defaults.threads(), Duration.ofMillis(50), defaults.retention(), broker));
        Token admin = Token.create(new SecureRandom());
        Token culler = Token.create(new SecureRandom());
        DecisionApi api = platform.own(DecisionApi.start(
                new DecisionApiConfig(
                        "127.0.0.1",
                        0,
                        new Realms(Map.of(), "default"),
                        Bounds.DEFAULT,
                        AccessTokens.of(List.of(
                                new AccessToken(new Caller.Admin("root"), admin.sha256()),
                                new AccessToken(new Caller.Hub(Crowd.HUB, Crowd.HUB), culler.sha256()))),
                        null),
                platform.usage(),
                platform.own(DecisionTopic.of(platform.bootstrapServers(), platform.registry())),
                platform.own(GrantTopic.of(platform.bootstrapServers(), platform.registry())),
                InstantSource.system()));
        crowd = platform.own(
                new Crowd(platform.own(Publisher.connect(platform.bootstrapServers(), platform.registry(), Map.of()))));
        hub = platform.own(new NotingHub(crowd::ended));
        grants = platform.own(new Grants(api.uri(), admin.reveal(), crowd));
        cullers = platform.own(new Cullers(
                folder,
                Files.writeString(folder.resolve("cull.properties"), """
                        cull.enabled = true
                        kafka.bootstrap-servers = %s
                        schema-registry.url = %s
                        hub = %s
                        hub.url = %s
                        hub.requests-per-minute = 6000
                        api.url = %s
                        api.token-file = %s
                        api.requests-per-minute = 60000
                        http.port = 0
                        """.formatted(
                                platform.bootstrapServers(),
                                platform.registryUri(),
                                Crowd.HUB,
                                hub.apiUrl(),
                                api.uri(),
                                Files.writeString(folder.resolve("api.token"), culler.reveal()))),
                platform.bootstrapServers(),
                PARTITIONS));
    }

    @AfterEach
    void close() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void whatHasToStopIsStoppedAndNothingElseWhateverHappensToTheCullers() throws Exception {
        begin("one");
        begin("two");
        List<List<Tenant.Fate>> comers = comers();
        cullers.awaitShares("one", "two");
        for (String name : List.of("one", "two")) {
            Held answer = hub.hold(cullers.life(name), Asked.What.STOP);
            arrive(comers.removeFirst());
            answer.awaited();
            cullers.kill(name);
            answer.release();
            begin(name);
        }
        cullers.awaitShares("one", "two");

        // The group gives its share to the other while it believes that a server runs and must stop.
        Held look = hub.hold(cullers.life("one"), Asked.What.LOOK);
        arrive(comers.removeFirst());
        List<String> seen = look.awaited();
        cullers.signal("one", "STOP");
        arrive(comers.removeFirst());
        cullers.awaitShares("two");
        Awaitility.await()
                .alias("the other stops what the stopped one has seen running: " + seen)
                .atMost(BOUND)
                .until(() -> hub.gone().containsAll(seen));
        look.release();
        cullers.signal("one", "CONT");

        Held stop = hub.hold(cullers.life("two"), Asked.What.STOP);
        arrive(comers.removeFirst());
        stop.awaited();
        cullers.kill("one");
        cullers.kill("two");
        stop.release();
        List<StopRecord> whileNoneRan = stops();
        begin("one");
        begin("two");

        awaitTheEnd();
        for (String name : List.of("one", "two")) {
            Map.Entry<Integer, String> ended = cullers.stop(name);
            assertThat(ended.getKey()).as(ended.getValue()).isZero();
        }
        checkWhatWasStopped();
        checkWhatWasWrittenDown(whileNoneRan);
        checkWhatWasAsked();
    }

    private void begin(String name) throws Exception {
        Set<String> done = ended(stops());
        cullers.start(name);
        doneBefore.put(cullers.life(name), done);
    }

    /** Who comes when: among those of each batch but one there is somebody to stop in every partition. */
    private List<List<Tenant.Fate>> comers() {
        List<List<Tenant.Fate>> batches = new ArrayList<>();
        for (int batch = 0; batch < BATCHES; batch++) {
            batches.add(new ArrayList<>());
            if (batch != WHILE_STOPPED) {
                batches.getLast().addAll(Collections.nCopies(PARTITIONS, Tenant.Fate.STOP));
            }
        }
        List<Tenant.Fate> others =
                new ArrayList<>(List.of(Tenant.Fate.GRANT, Tenant.Fate.GRANT, Tenant.Fate.GRANT, Tenant.Fate.STAY));
        List<Tenant.Fate> fates = List.of(Tenant.Fate.values());
        int accounts = FEWEST + random.nextInt(MOST - FEWEST + 1);
        while (others.size() < accounts - (BATCHES - 1) * PARTITIONS) {
            others.add(fates.get(random.nextInt(fates.size())));
        }
        others.forEach(other -> batches.get(random.nextInt(BATCHES)).add(other));
        System.out.printf("seed %d: %d accounts%n", seed, accounts);
        return batches;
    }

    private void arrive(List<Tenant.Fate> fates) {
        for (int i = 0; i < fates.size(); i++) {
            Tenant tenant = tenant(i % PARTITIONS, fates.get(i));
            for (String server : tenant.servers()) {
                hub.runs(
                        tenant.account().user(),
                        server,
                        tenant.uid(server),
                        tenant.startedAt().minusSeconds(5),
                        random.nextInt(4) / 3);
            }
            crowd.arrive(tenant);
        }
    }

    private Tenant tenant(int partition, Tenant.Fate fate) {
        AccountId account;
        do {
            account = new AccountId(Crowd.HUB, "user-" + ++lastUser);
        } while (Utils.toPositive(Utils.murmur2(account.toString().getBytes(StandardCharsets.UTF_8))) % PARTITIONS
                != partition);
        Instant crossedAt = Crowd.now().plusMillis(300 + random.nextInt(1_000));
        return Tenant.crossing(
                account,
                random.nextInt(4) == 0 ? List.of("", "größe 2") : List.of(""),
                1 << random.nextInt(3),
                fate == Tenant.Fate.STAY ? crossedAt.plus(LONG) : crossedAt,
                fate,
                fate == Tenant.Fate.GRANT ? crossedAt.plusMillis(500 + random.nextInt(700)) : null);
    }

    private List<Tenant> tenants(Predicate<Tenant> wanted) {
        return crowd.tenants().stream().filter(wanted).toList();
    }

    private boolean hasToStop(Tenant tenant) {
        return tenant.fate() != Tenant.Fate.STAY && !grants.wasInTime(tenant) && !grants.wasLate(tenant);
    }

    private boolean mayNotStop(Tenant tenant) {
        return tenant.fate() == Tenant.Fate.STAY || grants.wasInTime(tenant);
    }

    private static List<String> uids(Collection<Tenant> tenants) {
        return tenants.stream().flatMap(one -> one.uids().stream()).toList();
    }

    /** Every grace is over, everybody who has to has stopped, and the group has nothing left to do. */
    private void awaitTheEnd() {
        Awaitility.await()
                .alias("the last grace")
                .atMost(BOUND)
                .until(() -> tenants(one ->
                                one.fate() != Tenant.Fate.STAY && Crowd.now().isBefore(one.graceUntil()))
                        .isEmpty());
        Awaitility.await().atMost(BOUND).untilAsserted(() -> {
            assertThat(hub.gone()).as("stopped").containsAll(uids(tenants(this::hasToStop)));
            assertThat(ended(stops())).as("written down").containsAll(uids(tenants(this::hasToStop)));
        });
        Awaitility.await().alias("all is worked off").atMost(BOUND).until(cullers::isAllWorkedOff);
    }

    private void checkWhatWasStopped() {
        List<Asked> stops = hub.asked().stream()
                .filter(one -> one.what() == Asked.What.STOP)
                .toList();
        System.out.printf(
                "servers to stop %d, of accounts that were granted more in time %d, too late %d, that stay %d; asked to stop %d%n",
                uids(tenants(this::hasToStop)).size(),
                uids(tenants(grants::wasInTime)).size(),
                uids(tenants(grants::wasLate)).size(),
                uids(tenants(one -> one.fate() == Tenant.Fate.STAY)).size(),
                stops.size());
        assertThat(tenants(grants::wasInTime)).as("granted more in time").isNotEmpty();
        assertThat(stops)
                .as("asked to stop")
                .extracting(Asked::uid)
                .doesNotContainAnyElementsOf(uids(tenants(this::mayNotStop)));
        for (Tenant tenant : tenants(this::hasToStop)) {
            assertThat(stops)
                    .as("stops of %s", tenant)
                    .filteredOn(one -> tenant.uids().contains(one.uid()))
                    .allSatisfy(one -> assertThat(one.at()).isAfterOrEqualTo(tenant.graceUntil()));
        }
    }

    /** What was on the topic when all cullers were dead was known to all later ones, so it is not written again. */
    private void checkWhatWasWrittenDown(List<StopRecord> whileNoneRan) {
        List<StopRecord> stops = stops();
        for (Tenant tenant : crowd.tenants()) {
            Set<StopOutcome> right = tenant.fate() == Tenant.Fate.STAY
                    ? Set.of()
                    : hasToStop(tenant)
                            ? Set.of(StopOutcome.STOPPED, StopOutcome.ALREADY_STOPPED)
                            : grants.wasInTime(tenant) ? Set.of(StopOutcome.SPARED) : Set.of(StopOutcome.values());
            assertThat(stops)
                    .as("what was written down of %s", tenant)
                    .filteredOn(stop -> tenant.uids().contains(stop.getUid()))
                    .allSatisfy(stop -> {
                        assertThat(stop.getOutcome()).isIn(right);
                        assertThat(stop.getCrossedAt()).isEqualTo(tenant.crossedAt());
                        assertThat(stop.getGraceUntil()).isEqualTo(tenant.graceUntil());
                    });
        }
        Set<String> known = ended(whileNoneRan);
        assertThat(known).as("written down before both were killed").isNotEmpty();
        assertThat(stops)
                .filteredOn(stop -> known.contains(stop.getUid()))
                .as("written down, of these")
                .containsExactlyInAnyOrderElementsOf(whileNoneRan.stream()
                        .filter(stop -> known.contains(stop.getUid()))
                        .toList());
    }

    /**
     * A crash between a stop and its record, or two cullers of which one was thrown out, may have a server asked to stop again.
     * But each culler asks only after it has seen the server running, and not twice on one look; and none asks at all about what
     * was written down before it was started.
     */
    private void checkWhatWasAsked() {
        Set<List<String>> seenRunning = new HashSet<>();
        for (Asked one : hub.asked()) {
            List<String> who = List.of(one.culler(), one.uid());
            if (one.what() == Asked.What.LOOK && one.found() == Asked.Found.RUNNING) {
                seenRunning.add(who);
            } else if (one.what() == Asked.What.STOP) {
                assertThat(seenRunning.remove(who))
                        .as("seen running before %s", one)
                        .isTrue();
            }
        }
        for (Tenant tenant : crowd.tenants()) {
            assertThat(hub.asked())
                    .filteredOn(one -> tenant.uids().contains(one.uid())
                            && doneBefore.getOrDefault(one.culler(), Set.of()).containsAll(tenant.uids()))
                    .as("asked by those who knew that all servers of %s had stopped", tenant)
                    .isEmpty();
        }
    }

    private List<StopRecord> stops() {
        return read(Topics.STOPS, StopRecord.class);
    }

    private static Set<String> ended(Collection<StopRecord> stops) {
        return stops.stream()
                .filter(stop ->
                        stop.getOutcome() == StopOutcome.STOPPED || stop.getOutcome() == StopOutcome.ALREADY_STOPPED)
                .map(StopRecord::getUid)
                .collect(Collectors.toSet());
    }

    /** What a topic holds, committed. */
    private <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) {
        List<T> found = new ArrayList<>();
        TopicReader.of(platform.bootstrapServers(), platform.registry(), Map.of("isolation.level", "read_committed"))
                .readValues(topic, type, (key, value) -> found.add(value));
        return found;
    }
}
