package io.hubmeter.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.config.Declaration;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.source.Reporting;
import io.hubmeter.collector.source.Source;
import io.hubmeter.collector.source.SourceHealth;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CollectCommandTest {
    private static final Path HELP = Path.of("src/test/resources/golden/collect-help.txt");
    private static final List<String> SETTINGS = List.of(
            "kafka.bootstrap-servers=kafka:9092",
            "schema-registry.url=http://registry:8081",
            "jupyterhub=main",
            "jupyterhub.main.url=http://hub/hub/api",
            "http.port=0");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> events = new ArrayList<>();
    private Map<String, String> environment = Map.of("HUBMETER_JUPYTERHUB_MAIN_TOKEN", "s3cret", "HOSTNAME", "host-1");

    private CommandLine commandLine(CollectorStarter starter) {
        return Hubmeter.commandLine(starter, environment)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    }

    private int collect(CollectorStarter starter, String... arguments) {
        List<String> words = new ArrayList<>(List.of("collect"));
        words.addAll(List.of(arguments));
        words.addAll(SETTINGS);
        return commandLine(starter).execute(words.toArray(String[]::new));
    }

    private CollectorStarter notToBeStarted() {
        return (config, metrics) -> {
            throw new AssertionError("started");
        };
    }

    @Test
    void helpExplainsEverySetting() throws Exception {
        String help = help(100);
        if (Boolean.getBoolean("hubmeter.docs.update")) {
            Files.writeString(HELP, help);
        }

        assertThat(help).isEqualTo(Files.readString(HELP));
        assertThat(Declaration.groups().stream().flatMap(group -> group.settings().stream()))
                .allSatisfy(setting -> assertThat(help).contains("\n  " + setting.key() + "=" + setting.placeholder()));
    }

    @Test
    void helpKeepsToTheWidthOfTheTerminal() {
        assertThat(help(60).lines())
                .allMatch(line -> line.length() <= 60 || line.strip().indexOf(' ') < 0);
    }

    private String help(int width) {
        CommandLine collect = java.util.Objects.requireNonNull(
                commandLine(notToBeStarted()).getSubcommands().get("collect"));
        collect.setUsageHelpAutoWidth(false).setUsageHelpWidth(width);
        return collect.getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    @Test
    void checkPrintsWhatIsInForceWithoutSecrets() {
        int exitCode = collect(notToBeStarted(), "--check");

        assertThat(exitCode).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("http.port=0  # argument 5")
                .contains("heartbeat.interval=1s  # default")
                .contains("jupyterhub.main.token=[hidden]  # HUBMETER_JUPYTERHUB_MAIN_TOKEN")
                .doesNotContain("s3cret");
    }

    @Test
    void badSettingsAreToldAtOnce(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("c.properties"), "http.prot=1\n");
        environment = Map.of();

        assertThat(collect(notToBeStarted(), "--config", file.toString())).isEqualTo(ExitCodes.ERROR);
        assertThat(err.toString())
                .contains("c.properties:1: found unknown setting 'http.prot'", "(did you mean 'http.port'?)")
                .contains("jupyterhub.main.token: found neither this nor jupyterhub.main.token-file");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void unknownOptionIsWrongUse() {
        assertThat(collect(notToBeStarted(), "--chekc")).isEqualTo(ExitCodes.ERROR);
    }

    @Test
    void aSourceThatFailedForGoodHasAnExitCodeOfItsOwn() {
        int exitCode = collect((config, metrics) -> {
            events.add("started " + config.jupyterHubs().getFirst().hub());
            return new FakeCollector(CompletableFuture.completedFuture("jupyterhub/main: found 403, expected 200"));
        });

        assertThat(exitCode).as(err.toString()).isEqualTo(ExitCodes.FAILED);
        assertThat(events).containsExactly("started main", "closed");
        assertThat(out.toString()).contains("Collecting. Metrics and health at http://127.0.0.1:");
        assertThat(err.toString()).contains("jupyterhub/main: found 403, expected 200");
    }

    @Test
    void aCollectorThatCannotStartIsAnError() {
        int exitCode = collect((config, metrics) -> {
            throw new IllegalStateException("found no broker");
        });

        assertThat(exitCode).isEqualTo(ExitCodes.ERROR);
        assertThat(err.toString()).contains("found no broker");
    }

    @Test
    void aTakenPortIsToldBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            environment = Map.of("HUBMETER_JUPYTERHUB_MAIN_TOKEN", "s3cret");
            List<String> words = new ArrayList<>(List.of("collect"));
            words.addAll(SETTINGS.subList(0, SETTINGS.size() - 1));
            words.add("http.port=" + taken.getLocalPort());

            assertThat(commandLine(notToBeStarted()).execute(words.toArray(String[]::new)))
                    .isEqualTo(ExitCodes.ERROR);
            assertThat(err.toString()).contains("cannot listen on 127.0.0.1 port " + taken.getLocalPort());
        }
    }

    /** Watches one hub, and ends when told. */
    private final class FakeCollector implements CollectorStarter.Running {
        private final CompletionStage<String> failed;

        FakeCollector(CompletionStage<String> failed) {
            this.failed = failed;
        }

        @Override
        public List<? extends Reporting> reporting() {
            return List.of(new FakeHub());
        }

        @Override
        public CompletionStage<String> failed() {
            return failed;
        }

        @Override
        public void close() {
            events.add("closed");
        }
    }

    private record FakeHub() implements Source {
        @Override
        public String name() {
            return "jupyterhub/main";
        }

        @Override
        public void run(Publisher publisher) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SourceHealth health() {
            return new SourceHealth(SourceHealth.State.LIVE, null, null);
        }
    }
}
