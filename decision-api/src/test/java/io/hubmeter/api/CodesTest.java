package io.hubmeter.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.admission.Refusal;
import io.hubmeter.api.authzen.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever meets a code finds it in the documents. */
final class CodesTest {
    private static final Path ERRORS =
            Path.of(System.getProperty("hubmeter.policies", "../policies")).resolveSibling("docs/errors.md");

    static Stream<String> codes() {
        return Stream.concat(
                Arrays.stream(Outcome.Reason.values()).map(Outcome.Reason::code),
                Arrays.stream(Refusal.values()).map(Refusal::code));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void everyCodeIsListed(String code) throws IOException {
        assertThat(Files.readString(ERRORS)).contains("| `" + code + "` |");
    }
}
