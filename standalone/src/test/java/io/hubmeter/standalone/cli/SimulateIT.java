package io.hubmeter.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.simulation.RecordedAccount;
import io.hubmeter.core.simulation.RecordedPod;
import io.hubmeter.core.simulation.Simulation;
import io.hubmeter.pages.trial.PolicyTrial;
import io.hubmeter.pages.trial.TrialOutcome;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.OverQuotaKind;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.WarningRecord;
import io.hubmeter.standalone.FedPods;
import io.hubmeter.standalone.GrantTopic;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import io.hubmeter.standalone.simulate.RecordedTrial;
import io.hubmeter.standalone.simulate.SimulationJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command on real topics: what it reads is what was fed, and what it finds is what the topology found. */
class SimulateIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final String OBSERVING = """
            enforce: false
            warnings: [50%, 80%]
            default:
              limits: [20 core-hours per 1d, 60 core-hours per 3d, 10 GPU-hours per 2d]
            groups:
              power:
                limits: [40 core-hours per 1d]
            """;
    private static final String ENFORCING = OBSERVING.replace("enforce: false", "grace: 15m");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final Instant end = Instant.now().truncatedTo(ChronoUnit.HOURS);
    private final Instant beginning = end.minus(Duration.ofDays(10));
    private final List<PodInterval> pods = new ArrayList<>();
    private final List<AccountRecord> groups = new ArrayList<>();
    private final List<Grant> grants = new ArrayList<>();

    @Test
    void itFindsOnTheTopicsWhatWasFedAndWhatTheTopologyFound() throws Exception {
        draw();
        Path observing = write("observing.yaml", OBSERVING);
        Path enforcing = write("enforcing.yaml", ENFORCING);
        try (Standalone standalone = Standalone.start(StandaloneConfig.in(folder.resolve("data")))) {
            feed(standalone, policy(observing));
            standalone.streams().close();

            String simulated = simulate(standalone, observing);
            assertThat(simulated).isEqualTo(expected(policy(observing)));
            SortedSet<String> found = said(simulated);
            assertThat(found).hasSizeGreaterThan(20);
            assertThat(found).containsExactlyElementsOf(saidByTheTopology(standalone));

            String enforced = simulate(standalone, enforcing);
            assertThat(enforced).isEqualTo(expected(policy(enforcing)));
            assertThat(enforced).contains("\"denied\"", "\"stopped\"");

            JsonNode power = JSON.readTree(simulate(standalone, enforcing, "--group", "power"));
            assertThat(power.path("accounts"))
                    .hasSize(2)
                    .allMatch(account -> account.path("groups").toString().equals("[\"power\"]"));
            JsonNode one = JSON.readTree(simulate(standalone, enforcing, "--user", "u1"));
            assertThat(one.path("accounts"))
                    .extracting(account -> account.path("account").asText())
                    .containsExactly("hub/u1");

            assertThatTheAdminPageFindsTheSame(standalone, enforced);
        }
    }

    private void assertThatTheAdminPageFindsTheSame(Standalone standalone, String simulated) throws Exception {
        JsonNode json = JSON.readTree(simulated);
        RecordedTrial trial = new RecordedTrial(
                () -> TopicReader.of(standalone.bootstrapServers(), standalone.registry(), Map.of()), () -> end);
        TrialOutcome.Tried tried =
                (TrialOutcome.Tried) trial.run(request(FedPods.REALM, ENFORCING), (what, done) -> {});
        List<JsonNode> events = new ArrayList<>();
        int denied = 0;
        int stopped = 0;
        int stoppedAccounts = 0;
        for (JsonNode account : json.path("accounts")) {
            denied += account.path("denied").asInt();
            stopped += account.path("stopped").asInt();
            stoppedAccounts += account.path("stopped").asInt() > 0 ? 1 : 0;
            account.path("events").forEach(events::add);
        }
        assertThat(tried.counts().denied()).isEqualTo(denied);
        assertThat(tried.counts().stopped()).isEqualTo(stopped);
        assertThat(tried.counts().stoppedAccounts()).isEqualTo(stoppedAccounts);
        assertThat(tried.events().stream().map(event -> event.at().toString()))
                .containsExactlyElementsOf(
                        events.stream().map(event -> event.path("at").asText()).toList());
        assertThat(tried.suggestions()).isNotEmpty();
        assertThat(trial.run(request("other", ENFORCING), (what, done) -> {}))
                .isInstanceOfSatisfying(
                        TrialOutcome.Tried.class,
                        other -> assertThat(other.counts().accounts()).isZero());
        assertThat(trial.run(request(FedPods.REALM, "default:\n  limts: []\n"), (what, done) -> {}))
                .isInstanceOfSatisfying(
                        TrialOutcome.Faulty.class,
                        faulty -> assertThat(faulty.problems())
                                .first()
                                .satisfies(problem -> assertThat(problem.line()).isEqualTo(2)));
        assertThatThrownBy(() -> trial.run(request(FedPods.REALM, ENFORCING), (what, done) -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
    }

    private PolicyTrial.Request request(String realm, String policy) {
        return new PolicyTrial.Request(
                realm,
                "new.yaml",
                new PolicyTrial.Bytes(policy.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                Duration.between(beginning, end),
                95);
    }

    /** Five users over ten days, whose pods start and end on whole minutes. */
    private void draw() {
        SplittableRandom random = new SplittableRandom(5);
        for (int user = 0; user < 5; user++) {
            String account = FedPods.REALM + "/u" + user;
            for (int i = 0; i < 25; i++) {
                long start = beginning
                        .plus(Duration.ofMinutes(random.nextInt(60, 13_000)))
                        .toEpochMilli();
                long until = start + random.nextInt(5, 900) * 60_000L;
                List<RateStep> steps = new ArrayList<>(List.of(new RateStep(start, rates(random))));
                if (random.nextInt(4) == 0) {
                    steps.add(new RateStep(start + (until - start) / 2, rates(random)));
                }
                pods.add(new PodInterval(
                        account,
                        account + "#" + i,
                        steps,
                        start,
                        until > end.toEpochMilli() ? PodInterval.OPEN : until));
            }
            if (user < 2) {
                groups.add(new AccountRecord(FedPods.REALM, "u" + user, List.of("power"), null, beginning));
            }
        }
        grants.add(new Grant(
                "more",
                Grant.Kind.ADDITION,
                AccountId.parse("hub/u3"),
                Resource.CPU,
                Resource.CPU.amountOf(BigDecimal.TEN),
                Duration.ofDays(1),
                beginning.plus(Duration.ofDays(4)),
                beginning.plus(Duration.ofDays(6)),
                "root",
                "why",
                beginning));
    }

    private static Map<String, BigInteger> rates(SplittableRandom random) {
        return Map.of(
                "cpu", BigInteger.valueOf(random.nextInt(1, 5) * 1_000_000L),
                "gpu", BigInteger.valueOf(random.nextInt(2) * 1_000_000L));
    }

    private void feed(Standalone standalone, Policy policy) throws Exception {
        FedPods.awaitRunning(standalone);
        try (Publisher publisher = Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of());
                GrantTopic topic = GrantTopic.of(standalone.bootstrapServers(), standalone.registry(), BOUND)) {
            publisher.policy(policy, beginning);
            groups.forEach(publisher::account);
            publisher.flush();
            for (Grant grant : grants) {
                topic.append(grant);
            }
        }
        standalone.await("policy", BOUND, () -> standalone.streams().queries().isInForce(policy.hash()));
        List<Told> told = pods.stream()
                .flatMap(pod -> Told.lifeOf(pod).stream())
                .sorted(Comparator.comparing(one -> one.observation().observedAt()))
                .toList();
        FedPods.feed(standalone, told, end);
    }

    private String simulate(Standalone standalone, Path policy, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "policy",
                "simulate",
                policy.toString(),
                "--from",
                beginning.toString(),
                "--until",
                end.toString(),
                "--format",
                "json",
                "--bootstrap-servers",
                standalone.bootstrapServers(),
                "--registry",
                standalone.registryUri().toString()));
        arguments.addAll(List.of(more));
        StringWriter out = new StringWriter();
        CommandLine commandLine = Hubmeter.commandLine();
        commandLine.setOut(new PrintWriter(out));
        assertThat(commandLine.execute(arguments.toArray(String[]::new))).isEqualTo(ExitCodes.OK);
        return out.toString();
    }

    /** What the same pods give without any topic. */
    private String expected(Policy policy) throws IOException {
        StringWriter out = new StringWriter();
        SimulationJson json = new SimulationJson(out, policy, beginning, end);
        for (String account :
                new TreeSet<>(pods.stream().map(PodInterval::account).toList())) {
            AccountId id = AccountId.parse(account);
            RecordedAccount recorded = new RecordedAccount(
                    id,
                    groups.stream()
                            .filter(record -> record.getUser().equals(id.user()))
                            .flatMap(record -> record.getGroups().stream())
                            .toList(),
                    new Grants(grants.stream()
                            .filter(grant -> grant.account().equals(id))
                            .toList()),
                    pods.stream()
                            .filter(pod -> pod.account().equals(account))
                            .map(SimulateIT::recorded)
                            .toList());
            json.account(recorded, Simulation.of(recorded, policy, beginning, end));
        }
        json.end();
        return out.toString();
    }

    private static RecordedPod recorded(PodInterval pod) {
        PodHistory history = null;
        for (Told told : Told.lifeOf(pod)) {
            history = history == null ? PodHistory.of(told.observation()) : history.plus(told.observation());
        }
        return RecordedPod.of(pod.uid(), "hub", "pod", Objects.requireNonNull(history))
                .orElseThrow();
    }

    private static SortedSet<String> said(String simulated) throws IOException {
        TreeSet<String> said = new TreeSet<>();
        for (JsonNode account : JSON.readTree(simulated).path("accounts")) {
            for (JsonNode event : account.path("events")) {
                String kind = event.path("event").asText();
                if (!kind.equals("denied")) {
                    said.add("%s %s %s %s %s"
                            .formatted(
                                    account.path("account").asText(),
                                    kind + event.path("percent").asText(),
                                    event.path("limit").path("unit").asText(),
                                    event.path("limit").path("window").asText(),
                                    event.path("at").asText()));
                }
            }
        }
        return said;
    }

    private static SortedSet<String> saidByTheTopology(Standalone standalone) {
        TreeSet<String> said = new TreeSet<>();
        TopicReader reader = TopicReader.of(
                standalone.bootstrapServers(), standalone.registry(), Map.of("isolation.level", "read_committed"));
        reader.readValues(Topics.OVER_QUOTA, OverQuotaRecord.class, (key, record) -> {
            boolean exceeded = record.getKind() == OverQuotaKind.EXCEEDED;
            said.add(said(
                    key,
                    exceeded ? "exceeded" : "restored",
                    record.getLimit(),
                    exceeded ? record.getCrossedAt() : Objects.requireNonNull(record.getRestoredAt())));
        });
        reader.readValues(
                Topics.WARNINGS,
                WarningRecord.class,
                (key, record) -> said.add(
                        said(key, "warned" + record.getThresholdPercent(), record.getLimit(), record.getCrossedAt())));
        return said;
    }

    private static String said(String key, String kind, io.hubmeter.schemas.avro.Limit limit, Instant at) {
        return "%s %s %s %dd %s"
                .formatted(
                        key,
                        kind,
                        new Resource(limit.getResource()).displayHours(),
                        Duration.ofMillis(limit.getWindowMs()).toDays(),
                        at);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Policy policy(Path file) {
        return ((PolicyResult.Valid) PolicyFile.read(file)).policy();
    }
}
