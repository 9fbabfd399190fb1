package io.hubmeter.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.wire.UsageRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/consumers.md shows works: the files in examples/, as they are there, on rows of three users and days. */
class RecipesIT {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String KCAT = "/usr/bin/kcat";
    private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath();
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final List<String> USERS = List.of("ana", "bob", "Zoë O'Hara");
    private static final Instant FIRST_DAY = Instant.parse("2026-11-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static Standalone standalone;

    /** What is committed, as "partition offset key". */
    private static final List<String> OFFSETS = new ArrayList<>();

    /** The newest core-hours by "day account". */
    private static final Map<String, Integer> NEWEST = new TreeMap<>();

    @BeforeAll
    static void rowsAreWritten() throws Exception {
        standalone = Standalone.start(StandaloneConfig.in(folder.resolve("data")));
        try (KafkaProducer<String, UsageRecord> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", standalone.bootstrapServers(), "transactional.id", "recipes"),
                new StringSerializer(),
                ConfluentAvroSerde.of(UsageRecord.class, standalone.registry()).serializer())) {
            producer.initTransactions();
            for (int revision = 0; revision < 3; revision++) {
                producer.beginTransaction();
                for (int day = 0; day < 3; day++) {
                    for (int user = 0; user < USERS.size(); user++) {
                        if (revision <= user) {
                            commit(write(producer, user, day, revision, 1 + day + 10 * revision), user, day, revision);
                        }
                    }
                }
                producer.commitTransaction();
            }
            producer.beginTransaction();
            write(producer, 0, 0, 9, 999);
            producer.flush();
            producer.abortTransaction();
        }
    }

    private static RecordMetadata write(
            KafkaProducer<String, UsageRecord> producer, int user, int day, int revision, int coreHours)
            throws Exception {
        Instant start = FIRST_DAY.plus(Duration.ofDays(day));
        UsageRow row = new UsageRow(
                new AccountId("campus", USERS.get(user)),
                Period.DAY,
                start,
                start.plus(Period.DAY.length()),
                Quantities.of(Resource.CPU, Resource.CPU.amountOf(BigDecimal.valueOf(coreHours))),
                List.of(),
                null,
                null,
                revision,
                true,
                false);
        return producer.send(new ProducerRecord<>(
                        Topics.USAGE_DAILY.name(), row.account().toString(), UsageRows.record(row)))
                .get();
    }

    private static void commit(RecordMetadata written, int user, int day, int revision) {
        String account = "campus/" + USERS.get(user);
        OFFSETS.add("%d %d %s".formatted(written.partition(), written.offset(), account));
        NEWEST.put(
                FIRST_DAY.plus(Duration.ofDays(day)).toString().substring(0, 10) + " " + account,
                1 + day + 10 * revision);
    }

    @AfterAll
    static void stop() {
        standalone.close();
    }

    @Test
    void pythonPrintsTheNewestRowOfEachUserAndDay() throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of(PYTHON))
                        && new ProcessBuilder(PYTHON, "-c", "import confluent_kafka.avro, avro.io")
                                        .start()
                                        .waitFor()
                                == 0,
                PYTHON + " has no Kafka client with Avro; on Debian: apt-get install python3-confluent-kafka "
                        + "python3-avro python3-requests");
        List<String> lines = run(
                PYTHON,
                EXAMPLES.resolve("daily_usage.py").toString(),
                "--kafka",
                standalone.bootstrapServers(),
                "--registry",
                standalone.registryUri().toString());

        assertThat(lines)
                .extracting(line -> line.replaceAll("  +", " "))
                .containsExactlyInAnyOrderElementsOf(NEWEST.entrySet().stream()
                        .map(of -> "%s %d.0 core-hours".formatted(of.getKey(), of.getValue()))
                        .toList());
    }

    @Test
    void kcatPrintsKeysAndOffsets() throws Exception {
        assumeTrue(Files.isExecutable(Path.of(KCAT)), "no " + KCAT + "; on Debian: apt-get install kcat");
        List<String> lines =
                run(EXAMPLES.resolve("kcat.sh").toString(), Topics.USAGE_DAILY.name(), standalone.bootstrapServers());

        assertThat(lines)
                .extracting(line -> line.replaceFirst("^(\\d+ \\d+) \\d+ ", "$1 "))
                .containsExactlyInAnyOrderElementsOf(OFFSETS);
    }

    @Test
    void kafkaStreamsKeepsTheNewestRowOfEachAccountAndDay() throws Exception {
        Path output = folder.resolve("streams.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dstate.dir=" + folder.resolve("state"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EXAMPLES.resolve("DailyUsage.java").toString(),
                        standalone.bootstrapServers(),
                        standalone.registryUri().toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            Awaitility.await("output of Kafka Streams").atMost(BOUND).untilAsserted(() -> {
                assertThat(process.isAlive()).as(() -> text(output)).isTrue();
                Map<String, String> newest = new TreeMap<>();
                for (String line : Files.readAllLines(output)) {
                    if (line.startsWith("2026-11-0")) {
                        newest.put(line.substring(0, line.indexOf(" {")), line.substring(line.indexOf('{')));
                    }
                }
                Map<String, String> expected = new TreeMap<>();
                NEWEST.forEach((day, hours) -> expected.put(
                        day.replaceFirst(" ", "T00:00:00Z "), "{cpu=%d.000000}".formatted(hours * 3_600_000)));
                assertThat(newest).isEqualTo(expected);
            });
        } finally {
            process.destroy();
            process.waitFor(1, TimeUnit.MINUTES);
            process.destroyForcibly();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static List<String> run(String... command) throws Exception {
        Path lines = folder.resolve("lines.txt");
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(lines.toFile()).redirectError(errors.toFile());
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return Files.readAllLines(lines);
    }
}
