package io.hubmeter.standalone.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the decision API is. */
final class ApiOptions {
    private static final URI DEFAULT = URI.create("http://127.0.0.1:" + Ports.API);

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:HUBMETER_URL}",
            description = "The decision API; default: $HUBMETER_URL, else that of the demo running from ./.hubmeter, "
                    + "else http://127.0.0.1:8787.")
    private @Nullable URI url;

    ApiClient client() {
        URI given = url;
        return new ApiClient(
                given != null && !given.toString().isEmpty() ? given : running().orElse(DEFAULT));
    }

    /** What the demo of this folder wrote down, if it did. */
    private static Optional<URI> running() {
        try {
            return Optional.of(
                    URI.create(java.nio.file.Files.readString(DataFolder.DEFAULT.resolve(DataFolder.URL_FILE))
                            .strip()));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The folder that the demo keeps its data in. */
    static final class DataFolder {
        static final Path DEFAULT = Path.of(".hubmeter", "demo");
        static final String URL_FILE = "url";

        private DataFolder() {}
    }
}
