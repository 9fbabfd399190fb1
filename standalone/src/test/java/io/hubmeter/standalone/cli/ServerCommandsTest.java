package io.hubmeter.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.config.Group;
import io.hubmeter.standalone.cull.CullDeclaration;
import io.hubmeter.standalone.serve.ServeDeclaration;
import io.hubmeter.standalone.stream.StreamDeclaration;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code hubmeter stream} and {@code hubmeter serve}, as far as they need nobody else. */
class ServerCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private List<String> settings = List.of();

    @BeforeEach
    void writeTokens() throws Exception {
        Path tokens = Files.writeString(
                folder.resolve("tokens.properties"),
                "token.ana.role=admin\ntoken.ana.sha256=%s\n".formatted("0".repeat(64)));
        // Nobody listens at this port.
        settings = List.of(
                "kafka.bootstrap-servers=127.0.0.1:1",
                "schema-registry.url=http://127.0.0.1:1",
                "api.tokens.file=" + tokens);
    }

    private CommandLine commandLine() {
        return Hubmeter.commandLine(
                        (config, metrics) -> {
                            throw new AssertionError("started");
                        },
                        Map.of("HUBMETER_TOKEN", "hm_of-another-command", "HOSTNAME", "host-1"))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }

    private int serve(String... further) {
        List<String> words = new ArrayList<>(List.of("serve"));
        words.addAll(settings);
        words.addAll(List.of(further));
        return commandLine().execute(words.toArray(String[]::new));
    }

    private void explains(String command, List<Group> groups) {
        CommandLine found =
                Objects.requireNonNull(commandLine().getSubcommands().get(command));
        found.setUsageHelpAutoWidth(false).setUsageHelpWidth(100);
        String help = found.getUsageMessage(CommandLine.Help.Ansi.OFF);

        assertThat(groups.stream().flatMap(group -> group.settings().stream()))
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(help).contains("\n  " + setting.key() + "=" + setting.placeholder()));
    }

    @Test
    void helpExplainsEverySetting() {
        explains("stream", StreamDeclaration.groups());
        explains("serve", ServeDeclaration.groups());
        explains("cull", CullDeclaration.groups());
    }

    @Test
    void checkPrintsWhatIsInForceAndWarns() {
        assertThat(serve("api.host=0.0.0.0", "--check")).as(err.toString()).isEqualTo(ExitCodes.OK);
        assertThat(out.toString())
                .contains("api.host=0.0.0.0  # argument 4", "api.port=8787  # default")
                .contains("# warning: api.host is 0.0.0.0 and there is no api.tls.certificate");
    }

    @Test
    void badSettingsAreToldAtOnce() {
        int exitCode = commandLine().execute("stream", "theads=3", "query.port=65536");

        assertThat(exitCode).isEqualTo(ExitCodes.ERROR);
        assertThat(err.toString().lines())
                .contains(
                        "argument 1: found unknown setting 'theads', expected one that 'hubmeter stream --help' lists (did you mean 'threads'?)",
                        "argument 2: query.port: found '65536', expected a whole number (port) from 0 to 65535",
                        "state.folder: found nothing, expected the path of a file");
        assertThat(out.toString()).isEmpty();
    }

    /** Without Kafka too, since decisions need none; so it is the port that is told. */
    @Test
    void aTakenPortIsTold() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(serve("api.port=" + taken.getLocalPort())).isEqualTo(ExitCodes.ERROR);
            assertThat(err.toString()).contains("cannot listen on 127.0.0.1 port " + taken.getLocalPort());
        }
    }
}
