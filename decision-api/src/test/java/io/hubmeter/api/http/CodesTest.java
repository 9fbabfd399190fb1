package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodesTest {
    private static final Path ERRORS =
            Path.of(System.getProperty("hubmeter.traces", "../traces")).resolveSibling("docs/errors.md");

    @Test
    void everyProblemIsListedAndNothingElseIs() throws IOException {
        String errors = Files.readString(ERRORS);
        int section = errors.indexOf("## Problems of the API");
        List<String> rows = errors.substring(section, errors.indexOf("\n## ", section))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .toList();
        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values())
                        .map(type -> "| `%s` | %d | %s |"
                                .formatted(
                                        type.urn().substring("urn:hubmeter:problem:".length()),
                                        type.status(),
                                        type.title()))
                        .toList());
    }
}
