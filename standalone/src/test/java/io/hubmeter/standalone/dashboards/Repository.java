package io.hubmeter.standalone.dashboards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files under test are. */
final class Repository {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path DASHBOARDS = ROOT.resolve("helm/hubmeter/dashboards");
    static final Path RULES = ROOT.resolve("helm/hubmeter/alerts/hubmeter.rules.yaml");
    static final Path RUNBOOKS = ROOT.resolve("docs/runbooks.md");
    static final Path METRICS = ROOT.resolve("docs/metrics.md");

    private Repository() {}

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
