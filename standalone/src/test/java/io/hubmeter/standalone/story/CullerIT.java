package io.hubmeter.standalone.story;

import static io.hubmeter.standalone.story.Amounts.hours;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.culler.Culler;
import io.hubmeter.culler.CullerConfig;
import io.hubmeter.culler.http.Endpoint;
import io.hubmeter.culler.topic.CullLoop;
import io.hubmeter.hub.Secret;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.StopOutcome;
import io.hubmeter.schemas.avro.StopRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A culler at a real broker, with the real topology and decision API, and a hub that does what the test says. */
class CullerIT {
    private static final String HUB = "culled";
    private static final String SOURCE = "kubernetes/culled";
    private static final Duration AHEAD = Duration.ofMillis(250);
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final String POLICY = """
            freshness: 15s
            grace: 5m
            window: 30d
            groups:
              regular:
                limits: [60 GiB-hours]
            """;

    private final Stage stage = Stage.shared();
    private final PlayedHub hub = PlayedHub.start();
    private Instant start = Instant.EPOCH;
    private Instant heardAt = Instant.EPOCH;

    @BeforeEach
    void publishThePolicy() {
        start = stage.begin(Duration.ofDays(2));
        heardAt = start;
        stage.publish(POLICY, start);
    }

    @AfterEach
    void close() {
        hub.releaseAnswers();
        hub.close();
    }

    private Culler culler() throws IOException {
        return Culler.start(
                new CullerConfig(
                        new CullLoop.Settings(
                                "it",
                                HUB,
                                "hubmeter-culler-it",
                                Map.of(
                                        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                                        stage.bootstrapServers(),
                                        CommonClientConfigs.SESSION_TIMEOUT_MS_CONFIG,
                                        "6000"),
                                1_000,
                                4,
                                Duration.ofHours(1)),
                        new Endpoint(hub.apiUrl(), Secret.of("t"), null, Duration.ofSeconds(60), 6_000),
                        new Endpoint(
                                stage.api().uri(),
                                Secret.of(stage.api().token(HUB)),
                                null,
                                Duration.ofSeconds(10),
                                60_000),
                        Duration.ofSeconds(15),
                        false),
                null,
                stage.registry(),
                new SimpleMeterRegistry(),
                stage.clock());
    }

    private Server run(String user, String name) {
        AccountId account = new AccountId(HUB, user);
        Server server = new Server(account, HUB, name, 30, start);
        stage.started(SOURCE, server);
        hub.runs(user, name, start.minusSeconds(5));
        return server;
    }

    private void hear(Instant at) {
        heardAt = at;
        stage.heard(SOURCE, HUB, at);
        stage.apiIsAt(at.plus(AHEAD));
    }

    /** Time goes on until something is so: tries that failed are due again only later. */
    private void goOnUntil(String what, java.util.function.BooleanSupplier condition) {
        stage.await(what, () -> {
            if (condition.getAsBoolean()) {
                return true;
            }
            hear(heardAt.plusSeconds(10));
            return false;
        });
    }

    private List<StopRecord> stops(String user) {
        return stage.read(
                Topics.STOPS,
                StopRecord.class,
                stop -> stop.getRealm().equals(HUB) && stop.getUser().equals(user));
    }

    @Test
    void stopsOnceAfterTheGraceThroughOutagesAndCrashes() throws Exception {
        for (String user : List.of("ana", "bob")) {
            stage.groups(new AccountId(HUB, user), List.of("regular"), start);
        }
        Server small = run("ana", "");
        Server large = run("ana", "größe 2");
        run("bob", "");
        run("bob", "second");
        Instant crossedAt = start.plus(hours(1, 0, 0));
        hear(crossedAt.plusMillis(1));
        Instant graceUntil = crossedAt.plus(GRACE);
        try (Culler first = culler()) {
            stage.await("a share of the work", () -> !first.health().getFirst().isWaiting());
            // Bob is granted more before his grace is over.
            stage.api()
                    .record(Map.of(
                            "realm",
                            HUB,
                            "user",
                            "bob",
                            "kind",
                            "grant",
                            "amount",
                            "600 GiB-hours",
                            "window",
                            "30d",
                            "reason",
                            "thesis"));
            hear(graceUntil.minusMillis(1));
            assertThat(hub.stops()).as("within the grace").isEmpty();

            hub.isDown(true);
            hear(graceUntil.plusMillis(1));
            goOnUntil(
                    "the hub is found down",
                    () -> first.health().stream()
                            .anyMatch(part -> part.name().equals("culler/hub")
                                    && part.trouble() != null
                                    && part.trouble().contains("503")));
            assertThat(hub.stops()).isEmpty();

            // It comes back, stops what it is told to, and the culler never learns of it.
            hub.holdAnswers();
            hub.isDown(false);
            goOnUntil("both stops", () -> hub.stops().size() == 2);
        }
        assertThat(stops("ana")).as("written down by the first").isEmpty();
        hub.releaseAnswers();

        try (Culler second = culler()) {
            goOnUntil("both are written down", () -> stops("ana").size() == 2);
            stage.await("a share of the work", () -> !second.health().getFirst().isWaiting());
        }
        assertThat(stops("ana"))
                .extracting(StopRecord::getUid, StopRecord::getServerName, StopRecord::getOutcome)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(small.uid(), "", StopOutcome.ALREADY_STOPPED),
                        org.assertj.core.groups.Tuple.tuple(large.uid(), "größe 2", StopOutcome.ALREADY_STOPPED));
        assertThat(stops("ana")).allSatisfy(stop -> {
            assertThat(stop.getCrossedAt()).isEqualTo(crossedAt);
            assertThat(stop.getGraceUntil()).isEqualTo(graceUntil);
            assertThat(stop.getOrigin()).isEqualTo("group regular");
        });
        assertThat(hub.stops()).containsExactlyInAnyOrder("ana/", "ana/größe 2");
        assertThat(stops("bob")).isEmpty();
    }
}
