package io.hubmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

final class MicrobenchmarksTest {
    private static final int BENCHMARKS = 21;

    @Test
    void eachRunsOnce() throws Exception {
        var results = new Runner(new OptionsBuilder()
                        .include("io\\.hubmeter\\.bench\\.jmh\\..*")
                        .param("accounts", "10")
                        .forks(0)
                        .mode(Mode.SingleShotTime)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .timeout(TimeValue.minutes(1))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        assertThat(results).hasSize(BENCHMARKS);
    }
}
