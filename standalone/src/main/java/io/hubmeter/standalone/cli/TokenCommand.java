package io.hubmeter.standalone.cli;

import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Token;
import io.hubmeter.api.access.TokensUnusable;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hubmeter token}. */
@Command(name = "token", description = "Tokens with which callers show the decision API who they are.")
final class TokenCommand {
    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "create",
            description = {
                "Makes a token, and the lines that let the decision API know it.",
                "",
                "The token is shown this once and kept nowhere; the lines have only its hash and are no secret."
            })
    int create(
            @Option(
                            names = "--name",
                            required = true,
                            paramLabel = "NAME",
                            description = "What the token is called in messages and records.")
                    String name,
            @Option(
                            names = "--role",
                            required = true,
                            paramLabel = "ROLE",
                            description = "One of admin, hub, admission, metrics.")
                    String role,
            @Option(names = "--hub", paramLabel = "HUB", description = "The hub that it is for; with role hub.")
                    @Nullable
                    String hub) {
        Token token = Token.create(new SecureRandom());
        String lines = "token.%1$s.role=%2$s%n".formatted(name, role)
                + (hub == null ? "" : "token.%s.hub=%s%n".formatted(name, hub))
                + "token.%s.sha256=%s%n".formatted(name, token.sha256());
        try {
            var _ = AccessTokens.parse("token create", lines);
        } catch (TokensUnusable e) {
            throw new CommandFailed(String.join(System.lineSeparator(), e.problems()), e);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.printf("The token, shown this once; for whoever is to call:%n%n%s%n%n", token.reveal());
        out.printf("Its lines in the API's file of tokens:%n%n%s", lines);
        out.flush();
        return ExitCodes.OK;
    }
}
