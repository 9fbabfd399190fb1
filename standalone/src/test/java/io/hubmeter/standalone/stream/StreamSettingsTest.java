package io.hubmeter.standalone.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.config.ConfigInput;
import io.hubmeter.collector.config.ConfigRejected;
import io.hubmeter.collector.config.Host;
import io.hubmeter.streams.StreamsAppConfig;
import io.hubmeter.streams.topology.MeterRetention;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSettingsTest {
    private static final Host HOST = new Host("host-1", null);

    @TempDir
    private Path folder;

    private ConfigInput input(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "kafka.bootstrap-servers=kafka:9092",
                "schema-registry.url=http://registry:8081",
                "state.folder=" + folder));
        all.addAll(List.of(arguments));
        return new ConfigInput(null, Map.of(), all, HOST);
    }

    private static List<String> problems(ConfigInput input) {
        try {
            return List.of("accepted: " + StreamSettings.read(input));
        } catch (ConfigRejected e) {
            return String.valueOf(e.getMessage()).lines().toList();
        }
    }

    @Test
    void whatIsNotSaidIsAsDocumented() throws Exception {
        StreamSettings settings = StreamSettings.read(input());

        assertThat(settings.app())
                .isEqualTo(new StreamsAppConfig(
                        "hubmeter",
                        "kafka:9092",
                        folder,
                        2,
                        1,
                        Duration.ofMillis(200),
                        MeterRetention.DEFAULT,
                        Map.of()));
        assertThat(settings.registry()).isEqualTo(URI.create("http://registry:8081"));
        assertThat(settings.queries().host()).isEqualTo("127.0.0.1");
        assertThat(settings.queries().port()).isEqualTo(8790);
    }

    @Test
    void everythingSaidIsUsed() throws Exception {
        Path client =
                Files.writeString(folder.resolve("client"), "security.protocol=SSL\nconsumer.max.poll.records=7\n");

        StreamSettings settings = StreamSettings.read(input(
                "kafka.properties-file=" + client,
                "application-id=other",
                "threads=3",
                "standbys=2",
                "commit-interval=1s",
                "retention.longest-window=10d",
                "retention.lateness=2d",
                "query.port=1"));

        assertThat(settings.app())
                .isEqualTo(new StreamsAppConfig(
                        "other",
                        "kafka:9092",
                        folder,
                        3,
                        2,
                        Duration.ofSeconds(1),
                        new MeterRetention(Duration.ofDays(10), Duration.ofDays(2), Duration.ofDays(2)),
                        Map.of("security.protocol", "SSL", "consumer.max.poll.records", "7")));
        assertThat(settings.queries().port()).isEqualTo(1);
    }

    @Test
    void everyProblemIsToldAtOnce() throws Exception {
        Path client = Files.writeString(
                folder.resolve("client"),
                "processing.guarantee=at_least_once\nmain.consumer.isolation.level=x\nlinger.ms=1\n");

        assertThat(problems(input(
                        "kafka.properties-file=" + client,
                        "query.prot=1",
                        "threads=0",
                        "retention.longest-window=32d")))
                .containsExactly(
                        "argument 5: found unknown setting 'query.prot', expected one that 'hubmeter stream --help' lists (did you mean 'query.port'?)",
                        "argument 6: threads: found '0', expected a whole number (threads) from 1 to 64",
                        "argument 7: retention.longest-window: found '32d', expected a duration such as 500ms, 15s, 10m or 1m30s, from 1d to 31d",
                        "client:1: found 'processing.guarantee', expected properties that the stream processor does not set itself",
                        "client:2: found 'main.consumer.isolation.level', expected properties that the stream processor does not set itself");
    }

    @Test
    void aFileIsNoFolder() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThat(problems(new ConfigInput(
                        null,
                        Map.of(),
                        List.of("kafka.bootstrap-servers=k:1", "schema-registry.url=http://r", "state.folder=" + file),
                        HOST)))
                .containsExactly(
                        "argument 3: state.folder: found a file, expected a folder, or a path where one can be made");
    }
}
