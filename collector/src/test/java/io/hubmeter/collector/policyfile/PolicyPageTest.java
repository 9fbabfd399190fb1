package io.hubmeter.collector.policyfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference for operators says what is true of the parser. */
class PolicyPageTest {
    private static final Pattern BLOCK = Pattern.compile("```yaml( refused)?\n(.*?)```", Pattern.DOTALL);
    private static final PolicySchema SCHEMA = new PolicySchema();

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "policy.md"));
    }

    @Test
    void everyExampleIsReadAsThePageSays() throws IOException {
        String page = page();
        List<MatchResult> blocks = BLOCK.matcher(page).results().toList();
        assertThat(blocks).hasSizeGreaterThan(5);
        for (MatchResult block : blocks) {
            String yaml = Objects.requireNonNull(block.group(2));
            PolicyResult result = PolicyFile.parse("policy.yaml", yaml);
            if (block.group(1) == null) {
                assertThat(result).as(yaml).isInstanceOf(PolicyResult.Valid.class);
                assertThat(SCHEMA.violations(yaml)).as(yaml).isEmpty();
            } else {
                List<String> problems = ((PolicyResult.Invalid) result)
                        .problems().stream()
                                .map(problem -> "    " + problem + "\n")
                                .toList();
                assertThat(page.substring(block.end()).strip())
                        .as(yaml)
                        .startsWith(String.join("", problems).strip());
                assertThat(SCHEMA.violations(yaml)).as(yaml).isNotEmpty();
            }
        }
    }

    @Test
    void everyKeyIsExplained() throws IOException {
        String page = page();
        assertThat(Stream.of(PolicyKeys.FILE, PolicyKeys.HUB, PolicyKeys.RULE).flatMap(List::stream))
                .allSatisfy(key -> assertThat(page).containsPattern("(?m)^\\| (`\\w+`, )*`" + key + "`"));
        assertThat(io.hubmeter.core.policy.SentenceTemplate.PLACEHOLDERS)
                .allSatisfy(name -> assertThat(page).contains("`{" + name + "}`"));
    }
}
