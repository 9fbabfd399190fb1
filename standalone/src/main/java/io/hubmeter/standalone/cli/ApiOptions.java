package io.hubmeter.standalone.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the decision API is, and which token to show it. */
final class ApiOptions {
    private static final URI DEFAULT = URI.create("http://127.0.0.1:" + Ports.API);

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:HUBMETER_URL}",
            description = "The decision API; default: $HUBMETER_URL, else that of the demo running from ./.hubmeter, "
                    + "else http://127.0.0.1:8787.")
    private @Nullable URI url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "A file with the token to show; default: $HUBMETER_TOKEN, else the token that the demo running "
                            + "from ./.hubmeter wrote down, which is shown to that demo alone.")
    private @Nullable Path tokenFile;

    ApiClient client() {
        return client(DataFolder.DEFAULT, System.getenv("HUBMETER_TOKEN"));
    }

    /** A client, given a demo's folder and the token of the environment, which may be null. */
    ApiClient client(DataFolder demo, @Nullable String environment) {
        URI given = url == null || url.toString().isEmpty() ? null : url;
        URI running = running(demo).orElse(null);
        URI base = given != null ? given : running != null ? running : DEFAULT;
        return new ApiClient(base, token(base.equals(running) ? demo : null, environment));
    }

    private @Nullable String token(@Nullable DataFolder demo, @Nullable String environment) {
        Path file = tokenFile;
        if (file != null) {
            return DataFolder.line(file)
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new CommandFailed(
                            "--token-file: found no token in '%s', expected a file with one".formatted(file)));
        }
        if (environment != null && !environment.isBlank()) {
            return environment.strip();
        }
        return demo == null ? null : DataFolder.line(demo.token()).orElse(null);
    }

    /** What the demo of a folder wrote down, if it did. */
    private static Optional<URI> running(DataFolder demo) {
        try {
            return DataFolder.line(demo.url()).map(URI::create);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
