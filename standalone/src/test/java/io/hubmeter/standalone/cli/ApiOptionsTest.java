package io.hubmeter.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Which token is shown to whom. */
class ApiOptionsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<String> shown = new ArrayList<>();
    private int status = 200;

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            byte[] body = "{\"title\":\"No\",\"detail\":\"because\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void ask(@Nullable String environment, String... arguments) {
        ApiOptions options = new ApiOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("api", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs(arguments);
        try (ApiClient client = options.client(new DataFolder(folder), environment)) {
            assertThat(client.get("/").path("title").asText()).isEqualTo("No");
        }
    }

    private void demoRuns() throws IOException {
        Files.writeString(folder.resolve("url"), url() + "\n");
        DataFolder.writeSecret(new DataFolder(folder).token(), "demo");
    }

    @Test
    void theDemosTokenIsShownToTheDemo() throws Exception {
        demoRuns();
        ask(null);
        ask(" ", "--url", url());
        assertThat(shown).containsExactly("Bearer demo", "Bearer demo");
    }

    /** Whoever else is asked must not learn it. */
    @Test
    void theDemosTokenIsShownToNobodyElse() throws Exception {
        demoRuns();
        Files.writeString(folder.resolve("url"), "http://127.0.0.1:1\n");
        ask(null, "--url", url());
        assertThat(shown).containsExactly("null");
    }

    @Test
    void aFileComesBeforeTheEnvironmentAndThatBeforeTheDemos() throws Exception {
        demoRuns();
        Path file = Files.writeString(folder.resolve("mine"), "mine\n");
        ask("env", "--token-file", file.toString());
        ask("env");
        assertThat(shown).containsExactly("Bearer mine", "Bearer env");
    }

    @Test
    void aFileWithoutATokenIsNamed() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        for (Path file : List.of(empty, folder.resolve("missing"))) {
            assertThatThrownBy(() -> ask(null, "--url", url(), "--token-file", file.toString()))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining(file.toString());
        }
        assertThat(shown).isEmpty();
    }

    @Test
    void aTokenThatIsNoneIsNotRepeated() {
        assertThatThrownBy(() -> ask("bad\ntoken", "--url", url()))
                .isInstanceOf(CommandFailed.class)
                .hasMessageNotContaining("bad")
                .hasMessageContaining("--token-file");
    }

    @ParameterizedTest
    @CsvSource({"401, 'hubmeter token create', true", "403, a token that is for this, true", "400, --token-file, false"
    })
    void aRefusalSaysWhatToDo(int refusal, String help, boolean isSaid) {
        status = refusal;
        String message = org.assertj.core.api.Assertions.catchThrowable(() -> ask("secret", "--url", url()))
                .getMessage();
        assertThat(message).startsWith(refusal + " No: because").doesNotContain("secret");
        assertThat(String.valueOf(message).contains(help)).isEqualTo(isSaid);
    }

    @Test
    void aSecretIsItsOwnersAlone() throws Exception {
        Path file = folder.resolve("secret");
        Files.writeString(file, "before");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        DataFolder.writeSecret(file, "after");
        assertThat(Files.readString(file)).isEqualTo("after" + System.lineSeparator());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
