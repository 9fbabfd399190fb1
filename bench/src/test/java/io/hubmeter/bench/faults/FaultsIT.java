package io.hubmeter.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class FaultsIT {
    /** The short run; what it leaves behind stays where it fails. */
    @Test
    void whatIsSaidUnderFaultsIsRight() throws Exception {
        Path folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target").toAbsolutePath()), "faults-");

        FaultsReport report = FaultsRun.run(Options.SHORT, folder);

        System.out.println(report.text());
        assertThat(report.wrong().text())
                .as("%s; topics and logs are in %s", Options.SHORT, folder)
                .isEmpty();
        assertThat(report.faults()).isPositive();
        assertThat(report.decisions()).isPositive();
        Faults.delete(folder);
    }
}
