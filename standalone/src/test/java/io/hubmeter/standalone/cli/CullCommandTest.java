package io.hubmeter.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code hubmeter cull}, as far as it needs nobody else. */
class CullCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private List<String> settings = List.of();
    private Path token = Path.of("");

    @BeforeEach
    void writeTokens() throws Exception {
        token = Files.writeString(folder.resolve("token"), "s3cret\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        settings = List.of(
                "kafka.bootstrap-servers=127.0.0.1:1",
                "schema-registry.url=http://127.0.0.1:1",
                "hub=campus",
                "hub.url=https://hub.example/hub/api",
                "hub.token-file=" + token,
                "api.url=http://127.0.0.1:1",
                "api.token-file=" + token);
    }

    private int cull(String... further) {
        List<String> words = new ArrayList<>(List.of("cull"));
        List<String> keys =
                Stream.of(further).map(word -> word.replaceFirst("=.*", "=")).toList();
        settings.stream()
                .filter(setting -> keys.stream().noneMatch(setting::startsWith))
                .forEach(words::add);
        words.addAll(List.of(further));
        return Hubmeter.commandLine(
                        (config, metrics) -> {
                            throw new AssertionError("started");
                        },
                        Map.of())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .execute(words.toArray(String[]::new));
    }

    @Test
    void doesNothingUnlessItIsEnabled() {
        assertThat(cull()).isEqualTo(ExitCodes.ERROR);

        assertThat(err.toString())
                .contains("cull.enabled: found false, expected true")
                .contains("hub 'campus' through https://hub.example/hub/api");
    }

    @Test
    void saysWhatItWouldNeed() {
        settings = List.of();

        assertThat(cull()).isEqualTo(ExitCodes.ERROR);

        assertThat(err.toString())
                .contains("hub: found nothing")
                .contains("hub.url: found nothing")
                .contains("hub.token-file: found nothing")
                .contains("api.url: found nothing")
                .contains("api.token-file: found nothing")
                .contains("kafka.bootstrap-servers: found nothing");
    }

    @Test
    void checksWithoutStarting() {
        assertThat(cull("--check", "--dry-run")).isEqualTo(ExitCodes.OK);

        assertThat(out.toString())
                .contains("cull.enabled=false  # default", "cull.dry-run=true", "cull.freshness=15s")
                .doesNotContain("warning", "s3cret");
    }

    @Test
    void refusesWhatCannotBeUsed() throws Exception {
        Files.writeString(token, "two words\n");

        assertThat(cull("hub.url=https://hub.example/", "hub.ca-file=" + token, "--check"))
                .isEqualTo(ExitCodes.ERROR);

        assertThat(err.toString())
                .contains("hub.url: found 'https://hub.example', expected an URL that ends in /hub/api")
                .contains("hub.token-file: found")
                .contains("hub.ca-file: found")
                .doesNotContain("two words");
    }

    @Test
    void warnsOfTokensThatOthersCanRead() throws Exception {
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(cull("hub.url=http://192.0.2.1/hub/api", "--check")).isEqualTo(ExitCodes.OK);

        assertThat(out.toString())
                .contains("hub.token-file is " + token + ", which everybody on this host can read")
                .contains("hub.url is http://192.0.2.1/hub/api: the token crosses the network in plain text");
    }
}
