package io.hubmeter.bench.faults.collectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class CollectorsIT {
    private static final int SECONDS = 20;

    /** The leader is stopped until another leads, which dies; then both die while the API server forgets. */
    @Test
    void whatTwoCollectorsTellUnderFaultsIsWhatTheApiServerKnows() throws Exception {
        KubeApiServer.assumeAvailable();
        Path folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target").toAbsolutePath()), "collectors-");
        long seed = System.nanoTime() & 0xffff;

        CollectorsReport report = CollectorsRun.run(seed, SECONDS, false, folder);

        System.out.println(report.text());
        assertThat(report.wrong().text())
                .as("seed %d; topics and logs are in %s", seed, folder)
                .isEmpty();
        assertThat(report.faults()).isEqualTo(3);
        assertThat(report.checked()).isPositive();
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
