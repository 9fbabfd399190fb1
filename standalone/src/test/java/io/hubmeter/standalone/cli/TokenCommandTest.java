package io.hubmeter.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TokenCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int create(String... arguments) {
        List<String> words = new java.util.ArrayList<>(List.of("token", "create"));
        words.addAll(List.of(arguments));
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
    void itsLinesLetTheApiKnowTheToken() {
        assertThat(create("--name", "campus", "--role", "hub", "--hub", "hub1")).isZero();
        List<String> lines = out.toString().lines().toList();
        String token = lines.stream()
                .filter(line -> line.startsWith("hm_"))
                .findFirst()
                .orElseThrow();
        String settings = String.join(
                "\n", lines.stream().filter(line -> line.startsWith("token.")).toList());
        assertThat(AccessTokens.parse("t", settings).callerOf(token)).contains(new Caller.Hub("campus", "hub1"));
        assertThat(settings).doesNotContain(token);
    }

    @Test
    void whatCannotBeATokenIsRefusedBeforeOneIsShown() {
        assertThat(create("--name", "a b", "--role", "admin")).isEqualTo(ExitCodes.ERROR);
        assertThat(create("--name", "a", "--role", "amdin")).isEqualTo(ExitCodes.ERROR);
        assertThat(create("--name", "a", "--role", "hub")).isEqualTo(ExitCodes.ERROR);
        assertThat(create("--name", "a", "--role", "admin", "--hub", "h")).isEqualTo(ExitCodes.ERROR);
        assertThat(out.toString()).doesNotContain("hm_");
        assertThat(err.toString())
                .contains("found 'a b'", "did you mean admin?", "expected the hub", "expected nothing with role admin");
    }
}
