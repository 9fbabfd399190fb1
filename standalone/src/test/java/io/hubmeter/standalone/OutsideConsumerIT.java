package io.hubmeter.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.replay.TraceSource;
import io.hubmeter.collector.replay.TraceSpan;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceBounds;
import io.hubmeter.collector.trace.TraceFile;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.ReadingRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that are not Hubmeter's own understand what it writes: topic, registry, Avro and decimals. */
class OutsideConsumerIT {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String MODULES = "import confluent_kafka.avro, avro.io";
    private static final String PACKAGES = "python3-confluent-kafka python3-avro python3-requests";
    private static final Path SCRIPT = Path.of("src/test/python/read_readings.py");
    private static final int READ_BOUND_S = 60;
    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void theClientIsInstalled() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of(PYTHON))
                        && new ProcessBuilder(PYTHON, "-c", MODULES).start().waitFor() == 0,
                PYTHON + " has no Kafka client with Avro; on Debian: apt-get install " + PACKAGES);
    }

    @Test
    void confluentsPythonClientReadsEveryReadingAsJavaDoes() throws Exception {
        try (Standalone standalone = Standalone.start(StandaloneConfig.in(folder.resolve("data")))) {
            feed(standalone, trace());
            // Its stores know what its last transaction has not committed yet; closed, it has committed everything.
            standalone.streams().close();

            List<JsonNode> ours = new ArrayList<>();
            TopicReader.of(
                            standalone.bootstrapServers(),
                            standalone.registry(),
                            Map.of("isolation.level", "read_committed"))
                    .readValues(Topics.READINGS, ReadingRecord.class, (key, reading) -> ours.add(json(key, reading)));
            List<JsonNode> theirs = readWithPython(standalone);

            assertThat(ours).hasSizeGreaterThan(100);
            assertThat(theirs).containsExactlyInAnyOrderElementsOf(ours);
        }
    }

    private static Trace trace() throws Exception {
        Path file = Path.of(System.getProperty("hubmeter.traces"), "eagle-sample", "jobs.csv.gz");
        return TraceFile.read(file, TraceBounds.until(Instant.now()).withArrayTasks());
    }

    private static void feed(Standalone standalone, Trace trace) throws InterruptedException {
        TraceSpan span = TraceSpan.of(trace);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Duration shift = Duration.between(span.until(), now);
        Path policy = Path.of(System.getProperty("hubmeter.policies"), "demo.yaml");
        try (Publisher publisher = Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of())) {
            publisher.policy(((PolicyResult.Valid) PolicyFile.read(policy)).policy(), span.from());
            TraceSource source = new TraceSource(trace, span, "default", shift, BOUND, 0, publisher);
            source.announce(span.from());
            source.runUntil(now, done -> {});
            source.commit(now);
        }
        standalone.await(
                "processing",
                BOUND,
                () -> standalone
                        .streams()
                        .queries()
                        .heardAt()
                        .filter(heard -> !heard.isBefore(now))
                        .isPresent());
    }

    private List<JsonNode> readWithPython(Standalone standalone) throws IOException, InterruptedException {
        Path lines = folder.resolve("readings.jsonl");
        Path errors = folder.resolve("errors.txt");
        Process python = new ProcessBuilder(
                        PYTHON,
                        SCRIPT.toString(),
                        standalone.bootstrapServers(),
                        standalone.registryUri().toString(),
                        Topics.READINGS.name(),
                        Integer.toString(READ_BOUND_S))
                .redirectOutput(lines.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(python.waitFor(2L * READ_BOUND_S, TimeUnit.SECONDS)).isTrue();
        } finally {
            python.destroyForcibly();
        }
        assertThat(python.exitValue()).as(Files.readString(errors)).isZero();
        List<JsonNode> readings = new ArrayList<>();
        for (String line : Files.readAllLines(lines)) {
            readings.add(JSON.readTree(line));
        }
        return readings;
    }

    /** A reading in the form of the script's lines; read back, so that numbers compare as numbers. */
    private static JsonNode json(String key, ReadingRecord reading) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("key", key);
        json.put("realm", reading.getRealm());
        json.put("user", reading.getUser());
        json.put("at", reading.getAt().toEpochMilli());
        json.set("totals", decimals(reading.getTotals()));
        json.set("ratesBefore", decimals(reading.getRatesBefore()));
        json.set("ratesAfter", decimals(reading.getRatesAfter()));
        json.put("openPods", reading.getOpenPods());
        json.put("sequence", reading.getSequence());
        json.put("revision", reading.getRevision());
        json.put("estimated", reading.getEstimated());
        try {
            return JSON.readTree(json.toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode decimals(Map<String, BigDecimal> decimals) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        decimals.forEach((resource, amount) -> json.put(resource, amount.toPlainString()));
        return json;
    }
}
