package io.hubmeter.pods;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CodesTest {
    private static final Path ERRORS =
            Path.of(System.getProperty("hubmeter.traces", "../traces")).resolveSibling("docs/errors.md");

    static Stream<String> codes() {
        return Stream.concat(
                Arrays.stream(UnusableReason.values()).map(UnusableReason::code),
                Arrays.stream(Unattributed.values()).map(Unattributed::code));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void everyCodeIsListed(String code) throws IOException {
        String errors = Files.readString(ERRORS);
        int section = errors.indexOf("### By the collector's Kubernetes source");
        assertThat(section).isPositive();
        assertThat(errors.substring(section, errors.indexOf("\n## ", section))).contains("| `" + code + "` |");
    }
}
