package io.hubmeter.standalone.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.schemas.RegistryTopics;
import io.hubmeter.schemas.TopicsAdmin;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.HubmeterProcess;
import io.hubmeter.standalone.broker.BrokerSettings;
import io.hubmeter.standalone.broker.EmbeddedBroker;
import io.hubmeter.standalone.kubernetes.SelfSigned;
import io.hubmeter.standalone.registry.EmbeddedRegistry;
import io.hubmeter.wire.ExactDecimals;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.GroupState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The stream processor and the decision API as an operator runs them: two processes, a Kafka, a registry, files of settings. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServeProcessIT {
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HUB = "campus";
    private static final String APPLICATION = "an-installation";
    private static final String QUESTION = "{\"user\": \"ana\", \"resources\": {\"cpu\": 1}}";
    private static final String POLICY = """
            window: 30d
            freshness: 1d
            default:
              limits: [1 core-hours]
            """;

    @TempDir
    private static Path folder;

    private EmbeddedBroker broker;
    private EmbeddedRegistry registry;
    private HttpClient http;
    private String withoutTopics = "";
    private int withoutTopicsExitCode;
    private String hubToken = "";
    private String adminToken = "";

    @BeforeAll
    void startPlatform() throws Exception {
        broker = EmbeddedBroker.start(BrokerSettings.of(folder.resolve("kafka"), 0));
        registry = EmbeddedRegistry.start(broker.bootstrapServers(), 0);
        SelfSigned certificate = SelfSigned.in(folder);
        http = HttpClient.newBuilder()
                .sslContext(trusting(certificate.files().certificateChain()))
                .build();
        writeSettings(certificate);
        try (HubmeterProcess stream = start("stream", "query.port=0")) {
            withoutTopicsExitCode = stream.exitCode();
            withoutTopics = stream.output();
        }
        try (Admin admin = admin();
                SchemaRegistryClient client = new HttpSchemaRegistry(registry.uri())) {
            var _ = TopicsAdmin.apply(admin, 4, (short) 1);
            var _ = RegistryTopics.register(client);
        }
        feed();
    }

    @AfterAll
    void closePlatform() {
        if (registry != null) {
            registry.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void streamNamesTheMissingTopicsAndTheCommandThatMakesThem() {
        assertThat(withoutTopicsExitCode).isEqualTo(3);
        assertThat(withoutTopics)
                .contains(
                        "setting query.port=0  # argument 1",
                        "found no topic ",
                        "hubmeter.pods",
                        "create them with 'hubmeter topics apply'")
                .doesNotContain("Exception");
    }

    /** A hub goes on while the stores cannot be asked: that is what a policy says unless it says otherwise, and so what none says. */
    @Test
    void serveAloneAllowsWhatItCannotTell() throws Exception {
        try (HubmeterProcess serve = start("serve", "queries=http://127.0.0.1:1")) {
            URI api = listening(serve, "Serving. Decisions at (\\S+)");

            JsonNode answer =
                    JSON.readTree(post(api, "/v1/decisions", hubToken, QUESTION).body());

            assertThat(answer.path("decision").asText()).as(answer.toString()).isEqualTo("unknown");
            assertThat(answer.path("cause").asText()).isEqualTo("unreachable");
            assertThat(answer.path("allowed").asBoolean()).isTrue();
            assertThat(serve.stop()).as(serve.output()).isZero();
            assertThat(serve.output()).as("the log").contains("setting api.port=0  # serve.properties:3");
        }
    }

    @Test
    void decidesFromTheStoresOfAnotherProcessAndCountsGrants() throws Exception {
        try (HubmeterProcess stream = start("stream", "query.port=0")) {
            URI queries = listening(stream, "Queries are answered at (\\S+)");
            try (HubmeterProcess serve = start("serve", "queries=" + queries)) {
                URI api = listening(serve, "Serving. Decisions at (\\S+)");
                assertThat(api.getScheme()).isEqualTo("https");

                awaitDecision(api, "deny");
                assertThat(post(api, "/v1/decisions", "hm_" + "x".repeat(43), QUESTION)
                                .statusCode())
                        .isEqualTo(401);
                HttpResponse<String> granted = post(api, "/v1/grants", adminToken, """
                        {"kind": "grant", "user": "ana", "hub": "campus", "amount": "10 core-hours", "reason": "thesis"}""");
                assertThat(granted.statusCode()).as(granted.body()).isEqualTo(201);
                awaitDecision(api, "permit");

                assertThat(serve.stop()).as(serve.output()).isZero();
            }
            assertThat(stream.stop()).as(stream.output()).isZero();
            assertThat(stream.output()).contains("Stopping ...", "Stopped.");
        }
        assertThat(groupState()).isEqualTo(GroupState.EMPTY);
    }

    /** Without the registry nothing can be read; whoever restarts processes has to learn that this one is over. */
    @Test
    void streamThatCannotGoOnEndsWithACodeOfItsOwn() throws Exception {
        try (HubmeterProcess stream = start(
                "stream",
                "query.port=0",
                "application-id=blind",
                "state.folder=" + folder.resolve("blind"),
                "schema-registry.url=http://127.0.0.1:1")) {
            assertThat(stream.exitCode()).as(stream.output()).isEqualTo(4);
            assertThat(stream.output()).contains("The stream processor has stopped, and the log says more: ");
        }
    }

    /** The only member has left: otherwise the group would wait for its session to end. */
    private GroupState groupState() throws Exception {
        try (Admin admin = admin()) {
            return admin.describeConsumerGroups(List.of(APPLICATION))
                    .describedGroups()
                    .values()
                    .iterator()
                    .next()
                    .get()
                    .groupState();
        }
    }

    private void awaitDecision(URI api, String decision) {
        Awaitility.await().atMost(BOUND).untilAsserted(() -> {
            HttpResponse<String> answer = post(api, "/v1/decisions", hubToken, QUESTION);
            assertThat(JSON.readTree(answer.body()).path("decision").asText())
                    .as(answer.body())
                    .isEqualTo(decision);
        });
    }

    /** A policy, and a server of ana's that has run on four cores for an hour. */
    private void feed() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant begun = now.minus(Duration.ofHours(1));
        PolicyResult parsed = PolicyFile.parse("policy.yaml", POLICY);
        assertThat(parsed).isInstanceOf(PolicyResult.Valid.class);
        try (SchemaRegistryClient client = new HttpSchemaRegistry(registry.uri());
                Publisher publisher = Publisher.connect(broker.bootstrapServers(), client, Map.of())) {
            publisher.policy(((PolicyResult.Valid) parsed).policy(), now);
            PodState state = new PodState(
                    "uid-1",
                    HUB,
                    "jupyter-ana",
                    HUB,
                    "ana",
                    "",
                    ExactDecimals.decimals(Quantities.of(Resource.CPU, Resource.CPU.rateOf(BigDecimal.valueOf(4)))),
                    begun,
                    null,
                    null,
                    false,
                    null);
            Source source = new Source("kubernetes/it", HUB, 1L, null);
            publisher.pod(new AccountId(HUB, "ana"), new PodRecord(PodOp.c, null, state, null, source, now));
            publisher.message(new PodRecord(
                    PodOp.m,
                    null,
                    null,
                    new Heartbeat(List.of(HUB)),
                    new Source("kubernetes/it", null, 0L, null),
                    now));
            publisher.flush();
        }
    }

    private void writeSettings(SelfSigned certificate) throws IOException, InterruptedException {
        String common = """
                kafka.bootstrap-servers = %s
                schema-registry.url = %s
                """.formatted(broker.bootstrapServers(), registry.uri());
        Files.writeString(
                folder.resolve("stream.properties"),
                common
                        + "application-id = %s\nstate.folder = %s\nthreads = 1\nstandbys = 0\n"
                                .formatted(APPLICATION, folder.resolve("state")));
        Files.writeString(
                folder.resolve("serve.properties"),
                common
                        + """
                api.port = 0
                api.tokens.file = %s
                api.tls.certificate = %s
                api.tls.key = %s
                """.formatted(
                                        tokens(),
                                        certificate.files().certificateChain(),
                                        certificate.files().privateKey()));
    }

    /** A file of the lines that {@code hubmeter token create} prints. */
    private Path tokens() throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        hubToken = created(lines, "--name", "campus-hub", "--role", "hub", "--hub", HUB);
        adminToken = created(lines, "--name", "operator", "--role", "admin");
        return Files.write(folder.resolve("tokens.properties"), lines);
    }

    private String created(List<String> lines, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("token", "create"));
        all.addAll(List.of(arguments));
        try (HubmeterProcess process = HubmeterProcess.start(folder, all)) {
            assertThat(process.exitCode()).as(process.output()).isZero();
            lines.addAll(process.output()
                    .lines()
                    .filter(line -> line.startsWith("token."))
                    .toList());
            return process.output()
                    .lines()
                    .filter(line -> line.startsWith("hm_"))
                    .collect(Collectors.joining());
        }
    }

    private HubmeterProcess start(String command, String... settings) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                command, "--config", folder.resolve(command + ".properties").toString()));
        arguments.addAll(List.of(settings));
        return HubmeterProcess.start(folder, arguments);
    }

    /** The address that a process tells; it has to be alive until then. */
    private static URI listening(HubmeterProcess process, String sentence) {
        Pattern pattern = Pattern.compile(sentence);
        Awaitility.await()
                .atMost(BOUND)
                .until(() -> pattern.matcher(process.output()).find() || process.hasEnded());
        Matcher told = pattern.matcher(process.output());
        assertThat(told.find()).as(process.output()).isTrue();
        return URI.create(told.group(1));
    }

    private HttpResponse<String> post(URI api, String path, String token, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(api.resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()));
    }

    private static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "api", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
