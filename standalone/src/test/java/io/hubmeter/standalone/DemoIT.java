package io.hubmeter.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Path ROOT =
            Path.of(System.getProperty("hubmeter.policies")).resolve("..").normalize();
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

            assertThat(run("decide", "--url", url, "--user", "somebody", "--cpu", "1").exitCode)
                    .isZero();
            Ended denied = run("decide", "--url", url, "--user", "somebody", "--gpu", "40000");
            assertThat(denied.exitCode).as(denied.output).isEqualTo(1);
            assertThat(run("usage", "--url", url, "u003").exitCode).isZero();
            assertThat(run("report", "--url", url).output).contains("USER", "u003");
            assertThat(run("report", "--url", url, "--format", "csv").output).contains("u003");
            assertThat(JSON.readTree(run("report", "--url", url, "--format", "json").output))
                    .isNotEmpty();
            assertThat(run("report", "--url", url, "--format", "xml").exitCode).isEqualTo(3);

            Ended second = run(arguments());
            assertThat(second.exitCode).isEqualTo(3);
            assertThat(second.output).contains("in use by another running broker");

            before = idle(first);
        } finally {
            first.signal("INT");
        }
        assertThat(first.exitCode()).as(first.output()).isZero();
        assertThat(first.output()).contains("Stopped.");

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
            assertThat(idle(recovered)).containsAllEntriesOf(before);
        } finally {
            recovered.signal("INT");
        }
        assertThat(recovered.exitCode()).as(recovered.output()).isZero();
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
            "demo",
            "--data",
            folder.resolve("data").toString(),
            "--home",
            ROOT.toString(),
            "--port",
            "0",
            "--kafka-port",
            "0",
            "--registry-port",
            "0"
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
                System.getProperty("java.class.path"),
                "io.hubmeter.standalone.cli.Hubmeter"));
        command.addAll(List.of(arguments));
        return command;
    }

    private Ended run(String... arguments) throws Exception {
        Path output = Files.createTempFile(folder, "run", ".txt");
        Process process = new ProcessBuilder(java(arguments))
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
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        }

        String output() throws IOException {
            return Files.readString(output);
        }

        String awaitAddress() throws IOException {
            Awaitility.await()
                    .atMost(READY_BOUND)
                    .failFast("the demo ended", () -> !process.isAlive())
                    .until(() -> ADDRESS.matcher(output()).find());
            return find(ADDRESS).group(1);
        }

        Matcher find(Pattern pattern) throws IOException {
            Matcher matcher = pattern.matcher(output());
            assertThat(matcher.find()).as("%s in %s", pattern, output()).isTrue();
            return matcher;
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
