package io.hubmeter.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import java.io.File;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as people run it: processes, signals, exit codes. */
class DemoIT {
    private static final Duration READY_BOUND = Duration.ofMinutes(3);
    private static final int ANSWER_BOUND_S = 60;
    private static final int KILLED = 137;
    private static final Pattern ADDRESS = Pattern.compile("Hubmeter is running at (\\S+)");
    private static final Pattern BACKENDS = Pattern.compile("Kafka at (\\S+), schema registry at (\\S+)");
    private static final Path ROOT = Path.of(System.getProperty("hubmeter.policies"))
            .resolve("..")
            .toAbsolutePath()
            .normalize();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** One test for the whole life of a data folder: each start takes many seconds. */
    @Test
    void itAnswersAndContinuesAfterAnOrderlyAndASuddenEnd() throws Exception {
        Demo first = new Demo("first");
        Map<String, ReadingRecord> before;
        try {
            String url = first.awaitAddress();
            assertThat(first.output()).contains("Feeding");

            assertThat(run("decide", "--user", "somebody", "--cpu", "1").exitCode)
                    .isZero();
            Ended denied = run("decide", "--url", url, "--user", "somebody", "--gpu", "40000");
            assertThat(denied.exitCode).as(denied.output).isEqualTo(1);
            assertThat(run("usage", "u003").exitCode).isZero();
            assertThat(run("standings").output).contains("USER", "u003");
            assertThat(run("standings", "--format", "csv").output).contains("u003");
            assertThat(JSON.readTree(run("standings", "--format", "json").output))
                    .isNotEmpty();
            assertThat(run("standings", "--format", "xml").exitCode).isEqualTo(3);
            grantCorrectAndVoid();
            whatAHubMayNot();
            // The log goes there too: the settings of tests come before those of the program.
            noTokenIsIn(first.output());

            Ended second = run(arguments());
            assertThat(second.exitCode).isEqualTo(3);
            assertThat(second.output).contains("in use by another running broker");

            before = idle(first);
        } finally {
            first.signal("INT");
        }
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("Stopped.");
        assertThat(data().resolve("token")).doesNotExist();
        assertThat(data().resolve("hub-token")).doesNotExist();

        Demo resumed = new Demo("resumed");
        try {
            resumed.awaitAddress();
            assertThat(idle(resumed)).containsAllEntriesOf(before);
            assertThat(resumed.output()).contains("Catching up").doesNotContain("Feeding");
        } finally {
            resumed.signal("KILL");
        }
        assertThat(resumed.exitCode()).isEqualTo(KILLED);

        Demo recovered = new Demo("recovered");
        try {
            recovered.awaitAddress();
            Map<String, ReadingRecord> after = idle(recovered);
            assertThat(after).containsAllEntriesOf(before);
            rowsAreRightAfterASuddenEnd(recovered);
            reportsAgreeWithMeters(after);
        } finally {
            recovered.signal("INT");
        }
        assertThat(recovered.exitCode()).as(recovered.output()).isZero();
    }

    /** Computed anew from what was recorded, every row is what it was before the process was killed, and none is missing. */
    private void rowsAreRightAfterASuddenEnd(Demo demo) throws Exception {
        Matcher addresses = demo.find(BACKENDS);
        Ended audited = run("audit", "--bootstrap-servers", addresses.group(1), "--registry", addresses.group(2));
        assertThat(audited.exitCode).as(audited.output).isZero();
        assertThat(audited.output).contains("default/u003  drift: 0", " 0 accounts drift.");
    }

    /** Of those who run nothing, exact amounts of a report of all of the demo's days are the totals of their meters. */
    private void reportsAgreeWithMeters(Map<String, ReadingRecord> idle) throws Exception {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        Path file = folder.resolve("report.json");
        Ended report = run(
                "report",
                "--period",
                "total",
                "--from",
                hour.minus(Duration.ofDays(60)).toString(),
                "--to",
                hour.plus(Duration.ofHours(1)).toString(),
                "--format",
                "json",
                "--out",
                file.toString());
        assertThat(report.exitCode).as(report.output).isZero();
        Map<String, Map<String, BigDecimal>> reported = new TreeMap<>();
        for (JsonNode line : JSON.readTree(Files.readString(file))) {
            if (line.hasNonNull("amount")) {
                reported.computeIfAbsent("default/" + line.path("user").asText(), user -> new TreeMap<>())
                        .put(
                                line.path("resource").asText(),
                                new BigDecimal(line.path("amount").asText()).setScale(6));
            }
        }
        Map<String, Map<String, BigDecimal>> metered = new TreeMap<>();
        idle.forEach((account, reading) -> metered.put(account, new TreeMap<>(reading.getTotals())));
        metered.values().forEach(totals -> totals.values().removeIf(total -> total.signum() == 0));
        metered.values().removeIf(Map::isEmpty);
        assertThat(reported).containsAllEntriesOf(metered);
    }

    private void grantCorrectAndVoid() throws Exception {
        Ended granted = run(
                "grant",
                "--user",
                "u003",
                "--amount",
                "20 GPU-hours",
                "--window",
                "30d",
                "--reason",
                "a try",
                "--id",
                "g");
        assertThat(granted.exitCode).as(granted.output).isZero();
        assertThat(granted.output)
                .contains("Recorded grant g of default/u003: 20 GPU-hours per 30 days, from ", " on, without end.");
        Ended corrected = run(
                "correct",
                "--user",
                "u003",
                "--hub",
                "default",
                "--amount=-1.5GPU-hours",
                "--from",
                "2026-01-01T00:00:00Z",
                "--until",
                "2026-01-02T00:00:00Z",
                "--reason",
                "outage");
        assertThat(corrected.exitCode).as(corrected.output).isZero();
        assertThat(corrected.output).contains(": -1.5 GPU-hours, from 2026-01-01T00:00:00.000Z until ");
        Ended voided = run("void", "g", "--user", "u003", "--reason", "enough");
        assertThat(voided.exitCode).as(voided.output).isZero();
        Ended refused = run("grant", "--user", "u003", "--amount", "20 GPU", "--reason", "r");
        assertThat(refused.exitCode).as(refused.output).isEqualTo(3);
        assertThat(refused.output).contains("/amount: found '20 GPU'");
    }

    private void whatAHubMayNot() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve("hub-token"))))
                .isEqualTo("rw-------");
        String hubToken = data().resolve("hub-token").toString();
        assertThat(run("decide", "--token-file", hubToken, "--user", "somebody").exitCode)
                .isZero();
        Ended forbidden = run("report", "--token-file", hubToken);
        assertThat(forbidden.exitCode).isEqualTo(3);
        assertThat(forbidden.output).contains("403 ", "'demo-hub', which is for hub 'default'", "expected an admin's");
        Path wrong = Files.writeString(folder.resolve("wrong-token"), "hm_wrong");
        Ended unknown = run("report", "--token-file", wrong.toString());
        assertThat(unknown.exitCode).isEqualTo(3);
        assertThat(unknown.output).contains("401 ", "--token-file", "hubmeter token create");
    }

    private void noTokenIsIn(String text) throws Exception {
        for (String file : List.of("token", "hub-token", "metrics-token")) {
            assertThat(text)
                    .doesNotContain(Files.readString(data().resolve(file)).strip());
        }
    }

    /** Where the demo keeps its data when it is run in the folder of the test. */
    private Path data() {
        return folder.resolve(".hubmeter").resolve("demo");
    }

    @Test
    void whereNobodyListensTheExitCodeIsThatOfAnError() throws Exception {
        Ended ended = run("decide", "--url", "http://127.0.0.1:1", "--user", "u003");

        assertThat(ended.exitCode).isEqualTo(3);
        assertThat(ended.output).contains("Nobody answers at http://127.0.0.1:1");
    }

    /** Readings of those who run nothing: no job starts any more, so they stay as they are. */
    private static Map<String, ReadingRecord> idle(Demo demo) throws IOException {
        Map<String, ReadingRecord> newest = new TreeMap<>();
        Matcher addresses = demo.find(BACKENDS);
        try (HttpSchemaRegistry registry = new HttpSchemaRegistry(URI.create(addresses.group(2)))) {
            TopicReader.of(addresses.group(1), registry, Map.of("isolation.level", "read_committed"))
                    .readValues(Topics.READINGS, ReadingRecord.class, newest::put);
        }
        newest.values().removeIf(reading -> reading.getOpenPods() > 0);
        assertThat(newest).hasSizeGreaterThan(20);
        return newest;
    }

    private String[] arguments() {
        return new String[] {
            "demo", "--home", ROOT.toString(), "--port", "0", "--kafka-port", "0", "--registry-port", "0"
        };
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(),
                "io.hubmeter.standalone.cli.Hubmeter"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The processes run in another folder than this. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Ended run(String... arguments) throws Exception {
        Path output = Files.createTempFile(folder, "run", ".txt");
        Process process = new ProcessBuilder(java(arguments))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(ANSWER_BOUND_S, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    private record Ended(int exitCode, String output) {}

    /** A demo that runs beside the test. */
    private final class Demo {
        private final Path output;
        private final Process process;

        Demo(String name) throws IOException {
            output = folder.resolve(name + ".txt");
            process = new ProcessBuilder(java(arguments()))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        }

        String output() throws IOException {
            return Files.readString(output);
        }

        String awaitAddress() {
            return find(ADDRESS).group(1);
        }

        /** Waits for what it prints: line by line, so the one may be there before the other. */
        Matcher find(Pattern pattern) {
            return Awaitility.await(pattern.pattern())
                    .atMost(READY_BOUND)
                    .failFast("the demo ended", () -> !process.isAlive())
                    .until(() -> pattern.matcher(output()), Matcher::find);
        }

        void signal(String name) throws Exception {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }

        int exitCode() throws InterruptedException {
            try {
                assertThat(process.waitFor(ANSWER_BOUND_S, TimeUnit.SECONDS)).isTrue();
                return process.exitValue();
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
