package io.hubmeter.collector.policyfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever is done to a good file, reading it answers, and every problem points into the file. */
class PolicyFileProperties {
    private static final int MUTANTS = Integer.getInteger("hubmeter.mutants", 6_000);
    private static final List<String> SNIPPETS = List.of(
            "\t",
            "\n",
            "\r",
            "\r\n",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "&a ",
            "*a",
            "!!int ",
            "!<x> ",
            "---\n",
            "...\n",
            "%YAML 1.9\n",
            "%YAML 2.0\n---\n",
            "%TAG ! x\n",
            "? ",
            "<<: ",
            "#",
            "|\n",
            ">-\n",
            "\\x",
            "\\U00110000",
            "\u0000",
            "\uFEFF",
            "\u2028",
            "\u0085",
            "\uD83D",
            "\uDE00",
            "😀",
            "~",
            "null",
            "-1",
            "1e999999999",
            "99999999999999999999",
            "limits",
            "unlimited ",
            " per 30d",
            "-hours",
            "@",
            "`",
            ",",
            "%",
            "!%41%",
            "!h!x ");

    @Test
    void mutantsNeverThrowAndProblemsPointIntoTheFile() throws IOException {
        String good = Files.readString(Path.of("src/test/resources/golden/policy/accepted-everything/policy.yaml"));
        long firstSeed = Long.getLong("hubmeter.seed", 20_261_101L);
        int valid = 0;
        for (int i = 0; i < MUTANTS; i++) {
            long seed = firstSeed + i;
            String mutant = mutant(good, new Random(seed));
            PolicyResult result;
            try {
                result = PolicyFile.parse("p.yaml", mutant);
            } catch (RuntimeException | StackOverflowError thrown) {
                throw new AssertionError("seed " + seed + ":\n" + mutant, thrown);
            }
            switch (result) {
                case PolicyResult.Valid(Policy policy) -> valid++;
                case PolicyResult.Invalid(List<PolicyProblem> problems) ->
                    problems.forEach(problem -> assertPointsInto(mutant, problem, seed));
            }
        }
        // Both outcomes must be common, or the mutations test little.
        assertThat(valid).as("valid mutants").isBetween(MUTANTS / 50, MUTANTS * 9 / 10);
    }

    private static void assertPointsInto(String text, PolicyProblem problem, long seed) {
        List<String> lines = List.of(text.split("\r\n|\r|\n", -1));
        assertThat(problem.line()).as("seed %d, line of %s", seed, problem).isBetween(1, lines.size());
        assertThat(problem.column())
                .as("seed %d, column of %s", seed, problem)
                .isBetween(1, lines.get(problem.line() - 1).length() + 1);
        assertThat(problem.toString()).as("seed %d", seed).doesNotContain("\n", "\t", "\u0000");
    }

    private static String mutant(String good, RandomGenerator random) {
        StringBuilder text = new StringBuilder(good);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(10));
            switch (random.nextInt(6)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
                case 2 -> text.setCharAt(at, (char) random.nextInt(0x100));
                case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
                case 4 -> text.setCharAt(at, text.charAt(random.nextInt(text.length())));
                default -> text.replace(at, end, SNIPPETS.get(random.nextInt(SNIPPETS.size())));
            }
            if (random.nextInt(200) == 0) {
                text.setLength(at);
            }
        }
        return text.toString();
    }
}
