package io.hubmeter.collector.policyfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder of {@code golden/policy} holds a {@code policy.yaml} and what reading it gives: {@code problems.txt}, or
 * {@code accepted.txt} for a good one. {@code -Dhubmeter.golden.update=true} writes them anew; review the difference as code.
 */
class PolicyGoldenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/policy");

    static List<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void fileIsReadAsRecorded(String name) throws IOException {
        Path folder = GOLDEN.resolve(name);

        PolicyResult result = PolicyFile.read(folder.resolve("policy.yaml"));

        String text = switch (result) {
            case PolicyResult.Valid(Policy policy) -> written(policy);
            case PolicyResult.Invalid(List<PolicyProblem> problems) ->
                problems.stream().map(problem -> problem + "\n").collect(Collectors.joining());
        };
        Path golden = folder.resolve(result instanceof PolicyResult.Valid ? "accepted.txt" : "problems.txt");
        if (Boolean.getBoolean("hubmeter.golden.update")) {
            Files.writeString(golden, text);
        }
        assertThat(golden).exists().content().isEqualTo(text);
    }

    private static String written(Policy policy) {
        StringBuilder text = new StringBuilder();
        text.append(policy.name()).append(' ').append(policy.hash()).append('\n');
        text.append(policy.rules()).append('\n');
        policy.hubs().forEach((name, hub) -> text.append(name + " " + hub + "\n"));
        append(text, "default", policy.defaults());
        policy.groups().forEach((group, rules) -> append(text, "group " + group, rules));
        policy.users().forEach((user, rules) -> append(text, "user " + user, rules));
        return text.toString();
    }

    private static void append(StringBuilder text, String title, List<Rule> rules) {
        text.append(title).append('\n');
        for (Rule rule : rules) {
            text.append("  hubs ").append(rule.hubs()).append(rule.enforce() ? " enforced\n" : " observed\n");
            rule.limits()
                    .forEach(limit -> text.append("    ")
                            .append(limit.resource())
                            .append(' ')
                            .append(limit.amount() == null ? "unlimited" : limit.amount())
                            .append(" per ")
                            .append(limit.window())
                            .append('\n'));
        }
    }
}
