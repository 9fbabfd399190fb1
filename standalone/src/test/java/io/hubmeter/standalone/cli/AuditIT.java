package io.hubmeter.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.replay.TraceSource;
import io.hubmeter.collector.replay.TraceSpan;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceBounds;
import io.hubmeter.collector.trace.TraceFile;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.standalone.GrantTopic;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import io.hubmeter.wire.ExactDecimals;
import io.hubmeter.wire.UsageRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command on real topics: rows of the topology are right, and one that somebody wrote is found. */
class AuditIT {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Pattern ENDPOINT = Pattern.compile("Metrics and health at (\\S+)");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void theRowsOfTheTopologyAreRightAndOneOfSomebodyElseIsFound() throws Exception {
        try (Standalone standalone = Standalone.start(StandaloneConfig.in(folder.resolve("data")))) {
            Fed fed = feed(standalone);

            Said right = audit(standalone);
            assertThat(right.out()).doesNotContain("not auditable");
            assertThat(right.code()).as(right.out()).isEqualTo(ExitCodes.OK);
            assertThat(right.out().lines().filter(line -> line.endsWith("  drift: 0")))
                    .hasSizeGreaterThan(10);

            // Late news of pods and corrections change rows that were written.
            UsageRow corrected = newest(standalone).values().iterator().next();
            correct(standalone, corrected, fed);
            UsageRow after = Awaitility.await()
                    .atMost(BOUND)
                    .until(
                            () -> Objects.requireNonNull(newest(standalone).get(key(corrected))),
                            row -> row.revision() > corrected.revision());
            assertThat(after.amounts().get(Resource.CPU))
                    .isLessThan(corrected.amounts().get(Resource.CPU));
            Said amended = audit(standalone);
            assertThat(amended.code()).as(amended.out()).isEqualTo(ExitCodes.OK);

            UsageRow tampered = tampered(after);
            write(standalone, tampered);
            Said wrong = audit(standalone);
            assertThat(wrong.code()).isEqualTo(ExitCodes.DENY);
            assertThat(wrong.out().lines().filter(line -> line.contains("  drift: ") && !line.endsWith("  drift: 0")))
                    .containsExactly(after.account() + "  drift: 1 core-hours");
            assertThat(wrong.out())
                    .contains("day %s  cpu amount: found ".formatted(after.start()))
                    .contains("1 accounts drift.");

            JsonNode json = JSON.readTree(audit(standalone, "--format", "json").out());
            assertThat(json.path("drifting").asInt()).isEqualTo(1);
            JsonNode one = JSON.readTree(audit(
                            standalone,
                            "--format",
                            "json",
                            "--user",
                            after.account().user())
                    .out());
            assertThat(one.path("accounts")).hasSize(1);
            assertThat(one.at("/accounts/0/drifts/0/foundExactly").asText())
                    .isEqualTo(ExactDecimals.decimal(tampered.amounts().get(Resource.CPU))
                            .toPlainString());

            assertThat(metrics(standalone))
                    .contains("hubmeter_drift_seconds{resource=\"cpu\"} 3600.0\n")
                    .contains("hubmeter_audit_drifting_accounts 1.0\n")
                    .contains("hubmeter_audit_completed_timestamp_seconds ")
                    .contains("hubmeter_audit_accounts " + json.path("accounts").size() + ".0\n")
                    .contains("hubmeter_audit_seconds ");
        }
    }

    /** What the command says. */
    private record Said(int code, String out) {}

    private static Said audit(Standalone standalone, String... more) {
        StringWriter out = new StringWriter();
        CommandLine commandLine = Hubmeter.commandLine();
        commandLine.setOut(new PrintWriter(out));
        int code = commandLine.execute(arguments(standalone, more));
        return new Said(code, out.toString());
    }

    private static String[] arguments(Standalone standalone, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "audit",
                "--bootstrap-servers",
                standalone.bootstrapServers(),
                "--registry",
                standalone.registryUri().toString()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** What a command that stays answers when it is asked for metrics after its first audit. */
    private static String metrics(Standalone standalone) throws Exception {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Hubmeter.commandLine();
        commandLine.setOut(new PrintWriter(new StringWriter()));
        commandLine.setErr(new PrintWriter(err));
        Thread command = Thread.ofPlatform()
                .start(() -> commandLine.execute(arguments(standalone, "--every", "1h", "--listen", "127.0.0.1:0")));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return Awaitility.await()
                    .atMost(BOUND)
                    .ignoreException(IOException.class)
                    .until(() -> scrape(client, err.toString()), text -> text.contains("hubmeter_audit_seconds"));
        } finally {
            command.interrupt();
            command.join();
        }
    }

    private static String scrape(HttpClient client, String said) throws IOException, InterruptedException {
        Matcher endpoint = ENDPOINT.matcher(said);
        return endpoint.find()
                ? client.send(
                                HttpRequest.newBuilder(URI.create(endpoint.group(1) + "/metrics"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body()
                : "";
    }

    /** By which source, up to when. */
    private record Fed(String source, Instant heardAt) {}

    private static Fed feed(Standalone standalone) throws Exception {
        Path file = Path.of(System.getProperty("hubmeter.traces"), "eagle-sample", "jobs.csv.gz");
        Trace trace = TraceFile.read(file, TraceBounds.until(Instant.now()).withArrayTasks());
        TraceSpan span = TraceSpan.of(trace);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Duration shift = Duration.between(span.until(), now);
        String name;
        Path policy = Path.of(System.getProperty("hubmeter.policies"), "demo.yaml");
        try (Publisher publisher = Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of())) {
            publisher.policy(((PolicyResult.Valid) PolicyFile.read(policy)).policy(), span.from());
            TraceSource source = new TraceSource(trace, span, "default", shift, BOUND, 0, publisher);
            source.announce(span.from());
            source.runUntil(now, done -> {});
            source.commit(now);
            name = source.name();
        }
        awaitHeard(standalone, now);
        return new Fed(name, now);
    }

    private static void awaitHeard(Standalone standalone, Instant at) throws InterruptedException {
        standalone.await(
                "heartbeat of " + at,
                BOUND,
                () -> standalone
                        .streams()
                        .queries()
                        .heardAt()
                        .filter(heard -> !heard.isBefore(at))
                        .isPresent());
    }

    /** Takes some of a day's use away, and lets the source be heard so that the rows follow. */
    private static void correct(Standalone standalone, UsageRow day, Fed fed) throws Exception {
        Instant heardAt = fed.heardAt();
        try (GrantTopic grants = GrantTopic.of(standalone.bootstrapServers(), standalone.registry(), BOUND);
                Publisher publisher =
                        Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of())) {
            grants.append(new Grant(
                    "outage",
                    Grant.Kind.CORRECTION,
                    day.account(),
                    Resource.CPU,
                    day.amounts().get(Resource.CPU).divide(BigInteger.valueOf(-3)),
                    null,
                    day.start(),
                    day.end().isAfter(heardAt) ? heardAt : day.end(),
                    "root",
                    "outage",
                    heardAt));
            Awaitility.await()
                    .atMost(BOUND)
                    .until(() ->
                            standalone.streams().queries().history(day.account(), day.start(), heardAt, 10_000).stream()
                                    .anyMatch(reading -> reading.revision() > 0));
            Instant later = heardAt.plusSeconds(1);
            publisher.message(new PodRecord(
                    PodOp.m,
                    null,
                    null,
                    new Heartbeat(List.of("default")),
                    new Source(fed.source(), null, 0L, null),
                    later));
            publisher.flush();
            awaitHeard(standalone, later);
        }
    }

    /** The newest row of each account and day. */
    private static Map<String, UsageRow> newest(Standalone standalone) {
        Map<String, UsageRow> newest = new HashMap<>();
        TopicReader.of(
                        standalone.bootstrapServers(),
                        standalone.registry(),
                        Map.of("isolation.level", "read_committed"))
                .readValues(Topics.USAGE_DAILY, UsageRecord.class, (key, record) -> {
                    UsageRow row = UsageRows.row(record);
                    newest.merge(key(row), row, (a, b) -> a.revision() > b.revision() ? a : b);
                });
        newest.values()
                .removeIf(row ->
                        !row.isComplete() || row.amounts().get(Resource.CPU).signum() == 0);
        return newest;
    }

    private static String key(UsageRow row) {
        return row.account() + " " + row.start();
    }

    private static UsageRow tampered(UsageRow row) {
        Quantities hour = Quantities.of(Resource.CPU, Resource.CPU.amountOf(BigDecimal.ONE));
        return new UsageRow(
                row.account(),
                row.period(),
                row.start(),
                row.countedUntil(),
                row.amounts().plus(hour),
                row.groups(),
                row.primaryGroup(),
                row.cost(),
                row.revision() + 1,
                row.isComplete(),
                row.isEstimated());
    }

    private static void write(Standalone standalone, UsageRow row) throws Exception {
        try (KafkaProducer<String, UsageRecord> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", standalone.bootstrapServers()),
                new StringSerializer(),
                ConfluentAvroSerde.of(UsageRecord.class, standalone.registry()).serializer())) {
            AccountId account = row.account();
            producer.send(new ProducerRecord<>(Topics.USAGE_DAILY.name(), account.toString(), UsageRows.record(row)))
                    .get();
        }
    }
}
