package io.hubmeter.standalone.many;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.api.view.RemoteUsageView;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.RegistryTopics;
import io.hubmeter.schemas.TopicsAdmin;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.HubmeterProcess;
import io.hubmeter.standalone.broker.BrokerSettings;
import io.hubmeter.standalone.broker.EmbeddedBroker;
import io.hubmeter.standalone.registry.EmbeddedRegistry;
import io.hubmeter.wire.QueryToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of the stream processor, each with a copy of what the other works on, and one of the decision API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ManyInstancesIT {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Duration STALE = Duration.ofSeconds(15);
    private static final String SECRET = "a-secret-of-no-consequence-at-all-0123456789";
    private static final QueryToken TOKEN = new QueryToken(SECRET);

    @TempDir
    private static Path folder;

    private EmbeddedBroker broker;
    private EmbeddedRegistry registry;
    private SchemaRegistryClient client;
    private Fed fed;
    private Instance one;
    private Instance two;
    private @Nullable HubmeterProcess serve;
    private @Nullable DecisionApi api;

    @BeforeAll
    void start() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.of(folder.resolve("kafka"), 0));
        registry = EmbeddedRegistry.start(broker.bootstrapServers(), 0);
        client = new HttpSchemaRegistry(registry.uri());
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
            var _ = TopicsAdmin.apply(admin, 4, (short) 1);
            var _ = RegistryTopics.register(client);
        }
        String common = "kafka.bootstrap-servers = %s\nschema-registry.url = %s\n"
                .formatted(broker.bootstrapServers(), registry.uri());
        Path token = Files.writeString(folder.resolve("query-token"), SECRET + "\n");
        Files.writeString(
                folder.resolve("stream.properties"),
                common + "threads = 1\nstandbys = 1\nquery.token.file = %s\n".formatted(token));
        Files.writeString(
                folder.resolve("serve.properties"),
                common
                        + "api.port = 0\napi.tokens.file = %s\nqueries.token.file = %s\n"
                                .formatted(folder.resolve("tokens.properties"), token));
        one = new Instance(folder, "one", TOKEN);
        two = new Instance(folder, "two", TOKEN);
        fed = new Fed(broker.bootstrapServers(), client);
        var _ = one.listening();
        var _ = two.listening();
        one.awaitCopies();
        two.awaitCopies();
    }

    @AfterAll
    void close() throws Exception {
        for (AutoCloseable part :
                Stream.of(api, serve, one, two, fed, client, registry, broker).toList()) {
            if (part != null) {
                part.close();
            }
        }
    }

    @Test
    @Order(1)
    void eitherInstanceAnswersForAll() {
        for (Instance instance : List.of(one, two)) {
            try (RemoteUsageView view = instance.view()) {
                Awaitility.await().atMost(BOUND).untilAsserted(() -> fed.check(view));
                try (Stream<AccountId> accounts = view.accounts()) {
                    assertThat(accounts.toList()).hasSize(Fed.ACCOUNTS).doesNotHaveDuplicates();
                }
                assertThat(view.heardAt()).isPresent();
                assertThat(view.policy()).isPresent();
            }
        }
    }

    /** So callers learn whom to ask at once. */
    @Test
    @Order(2)
    void whoPassesAQuestionOnSaysWhoAnswered() {
        Awaitility.await().atMost(BOUND).untilAsserted(() -> {
            Set<String> owners = new HashSet<>();
            for (int i = 0; i < Fed.ACCOUNTS; i++) {
                List<String> named = Stream.concat(
                                one.passedOn(Fed.account(i)).stream(), two.passedOn(Fed.account(i)).stream())
                        .toList();
                assertThat(named).as("owner of %s", Fed.account(i)).hasSize(1);
                owners.addAll(named);
            }
            assertThat(owners)
                    .containsExactlyInAnyOrder(
                            one.uri().getAuthority(), two.uri().getAuthority());
        });
    }

    @Test
    @Order(2)
    void whoShowsNoTokenIsToldNothingButHealth() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (String path : List.of("/query/v1/policy", "/query/v1/nothing", "/metrics")) {
                assertThat(http.send(
                                        HttpRequest.newBuilder(one.uri().resolve(path))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .as(path)
                        .isEqualTo(401);
            }
            assertThat(http.send(
                                    HttpRequest.newBuilder(one.uri().resolve("/health/live"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    @Order(4)
    void whenOneIsKilledTheOtherAnswersForAllAtOnce() throws Exception {
        Instant killedAt = Fed.now();
        one.kill();
        try (RemoteUsageView view = two.view()) {
            for (int round = 0; round < 5; round++) {
                assertThat(fed.check(view)).as("oldest time heard").isAfter(killedAt.minus(STALE));
            }
            Awaitility.await()
                    .atMost(BOUND)
                    .untilAsserted(() -> assertThat(fed.check(view)).isAfter(killedAt));
        }
        assertThat(two.removedCopies()).isEmpty();
        one.start();
        var _ = one.listening();
        one.awaitCopies();
    }

    /** Nobody could read past what it has begun until its time is up, here ten minutes. */
    @Test
    @Order(3)
    void theTransactionOfAProcessThatIsGoneIsEndedAndNoneOfAnotherApplication() throws Exception {
        String process = UUID.randomUUID() + "-1";
        try (OpenTransaction gone = new OpenTransaction(broker.bootstrapServers(), "hubmeter-" + process);
                OpenTransaction another =
                        new OpenTransaction(broker.bootstrapServers(), "hubmeter-staging-" + process)) {
            Awaitility.await().atMost(BOUND).until(() -> !gone.isOpen());
            assertThat(another.isOpen()).isTrue();
            another.abort();
        }
    }

    /** Each account is worked on by one of the two, so over both rounds the owner of each was stopped once. */
    @Test
    @Order(5)
    void whileTheOwnerOfAnAccountIsStoppedTheOtherDecidesInTime() throws Exception {
        DecisionApi asked = api();
        for (Instance instance : List.of(one, two)) {
            Instant stoppedAt = Fed.now();
            instance.pause();
            try {
                assertThat(oldestHeardAt(asked)).as("oldest time heard").isAfter(stoppedAt.minus(STALE));
            } finally {
                instance.resume();
            }
            Instant resumedAt = Fed.now();
            Awaitility.await()
                    .atMost(BOUND)
                    .untilAsserted(() -> assertThat(oldestHeardAt(asked)).isAfter(resumedAt));
        }
    }

    /** Has a decision made about every account, each of which should be a permit. */
    private static Instant oldestHeardAt(DecisionApi asked) throws Exception {
        Instant oldest = Instant.MAX;
        for (int i = 0; i < Fed.ACCOUNTS; i++) {
            JsonNode said = asked.decided(Fed.account(i).user());
            assertThat(said.path("decision").asText()).as(said.toString()).isEqualTo("permit");
            Instant heardAt = Instant.parse(said.path("heardAt").asText());
            oldest = heardAt.isBefore(oldest) ? heardAt : oldest;
        }
        return oldest;
    }

    @Test
    @Order(6)
    void noDecisionFailsWhileInstancesAreRestartedInTurn() throws Exception {
        Decisions decisions = new Decisions(api());
        try (decisions) {
            for (Instance instance : List.of(two, one)) {
                instance.stop();
                int before = decisions.answered();
                Awaitility.await().atMost(BOUND).until(() -> decisions.answered() > before + 10);
                instance.start();
                var _ = instance.listening();
                instance.awaitCopies();
                assertThat(instance.removedCopies()).isEmpty();
            }
        }
        System.out.println("decisions during the restarts: " + decisions.answered());
        assertThat(decisions.failures())
                .as("of %d decisions", decisions.answered())
                .isEmpty();
    }

    /** A decision API over both instances, started when the first test needs it. */
    private DecisionApi api() throws Exception {
        DecisionApi known = api;
        if (known == null) {
            String token = token();
            HubmeterProcess started = HubmeterProcess.start(
                    folder,
                    List.of(
                            "serve",
                            "--config",
                            folder.resolve("serve.properties").toString(),
                            "queries=%s,%s".formatted(one.uri(), two.uri())));
            serve = started;
            known = new DecisionApi(listening(started), token);
            api = known;
        }
        return known;
    }

    private static URI listening(HubmeterProcess serve) {
        Pattern pattern = Pattern.compile("Serving. Decisions at (\\S+)");
        Awaitility.await()
                .atMost(BOUND)
                .until(() -> pattern.matcher(serve.output()).find() || serve.hasEnded());
        Matcher told = pattern.matcher(serve.output());
        assertThat(told.find()).as(serve.output()).isTrue();
        return URI.create(told.group(1));
    }

    private static String token() throws Exception {
        try (HubmeterProcess process = HubmeterProcess.start(
                folder, List.of("token", "create", "--name", "hub", "--role", "hub", "--hub", Fed.HUB))) {
            assertThat(process.exitCode()).as(process.output()).isZero();
            Files.write(
                    folder.resolve("tokens.properties"),
                    process.output()
                            .lines()
                            .filter(line -> line.startsWith("token."))
                            .toList());
            return process.output()
                    .lines()
                    .filter(line -> line.startsWith("hm_"))
                    .collect(Collectors.joining());
        }
    }
}
