package io.hubmeter.collector.policyfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.fuzz.Fuzz;
import io.hubmeter.core.fuzz.Mutations;
import io.hubmeter.core.policy.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is in a policy file, reading it answers; and what it accepts can be written down and read again. */
@Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PolicyFuzzTest {
    private static final List<String> SNIPPETS = List.of(
            "\t",
            "\n",
            "\r",
            "\r\n",
            "\n  ",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "{ ",
            " }",
            "\"",
            "'",
            "&a ",
            "*a",
            "!!int ",
            "!<x> ",
            "---\n",
            "...\n",
            "%YAML 1.9\n",
            "%TAG ! x\n",
            "? ",
            "<<: ",
            "#",
            "|\n",
            ">-\n",
            "\\x",
            "\\U00110000",
            "\\ud83d",
            "~",
            "null",
            "-1",
            "@",
            "`",
            ",",
            "!%41%",
            "true",
            "false",
            "no",
            "0",
            "1",
            "80%",
            "81%",
            "0%",
            "100%",
            "10m",
            "1d",
            "7d",
            "31d",
            "32d",
            "1w",
            "max",
            "min",
            "sum",
            "permit",
            "deny",
            "combine: ",
            "minimumRuntime: ",
            "freshness: ",
            "grace: ",
            "enforce: ",
            "unknown: ",
            "window: ",
            "warnings: ",
            "denial: ",
            "prices: ",
            "hubs: ",
            "default: ",
            "groups: ",
            "users: ",
            "realm: ",
            "limits: ",
            "description: ",
            "campus",
            "teaching",
            "lab",
            "campus/alice",
            "{sentence}",
            "{user}",
            "{nobody}",
            "{remaining",
            "unlimited ",
            " per 30d",
            " per 7d",
            "-hours",
            "-hour",
            "GiB",
            "MiB",
            "TiB",
            "GPU",
            "core",
            "EUR",
            "USD",
            " per core-hour",
            "nvidia.com/mig-1g.5gb",
            "60 GiB-hours",
            "0 GPU-hours",
            "0.04 EUR per core-hour",
            "[]",
            "{}");

    private static List<String> good() throws IOException {
        Path golden = Path.of("src/test/resources/golden/policy");
        return List.of(
                Files.readString(golden.resolve("accepted-everything/policy.yaml")),
                Files.readString(golden.resolve("accepted-rules/policy.yaml")),
                Files.readString(golden.resolve("accepted-silent/policy.yaml")),
                Files.readString(Path.of(System.getProperty("hubmeter.policies", "../policies"), "hub.yaml")));
    }

    @Test
    void everyFileIsAPolicyOrHasProblemsInIt() throws IOException {
        List<String> good = good();
        double share = Fuzz.check("policy file", 6_000, random -> {
            String text = new Mutations(random, good, SNIPPETS).next();
            return random.nextInt(8) == 0 ? holds(bytes(text, random)) : holds(text);
        });
        assertThat(share).as("share of good files").isBetween(0.02, 0.9);
    }

    /** A text with some of its bytes replaced, or nothing but such bytes. */
    private static byte[] bytes(String text, RandomGenerator random) {
        byte[] bytes = random.nextInt(4) == 0 ? new byte[random.nextInt(200)] : text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(4) == 0) {
            random.nextBytes(bytes);
        }
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static boolean holds(byte[] bytes) {
        return holds(
                new String(bytes, StandardCharsets.UTF_8),
                PolicyFile.parse("p.yaml", bytes, PolicyFile.DEFAULT_LONGEST_WINDOW));
    }

    private static boolean holds(String text) {
        return holds(text, PolicyFile.parse("p.yaml", text));
    }

    private static boolean holds(String text, PolicyResult result) {
        return switch (result) {
            case PolicyResult.Valid(Policy policy) -> {
                assertComesBack(policy);
                yield true;
            }
            case PolicyResult.Invalid(List<PolicyProblem> problems) -> {
                assertThat(problems.size()).isLessThanOrEqualTo(Problems.MOST_LISTED + 1);
                problems.forEach(problem -> assertPointsInto(text, problem));
                yield false;
            }
        };
    }

    private static void assertComesBack(Policy policy) {
        String written = PolicyText.of(policy);
        PolicyResult again = PolicyFile.parse(policy.name(), written);
        if (!(again instanceof PolicyResult.Valid(Policy back))) {
            throw new AssertionError("found " + again + ", expected a policy of\n" + written);
        }
        if (!back.rules().equals(policy.rules())
                || !back.hubs().equals(policy.hubs())
                || !back.defaults().equals(policy.defaults())
                || !back.groups().equals(policy.groups())
                || !back.users().equals(policy.users())) {
            throw new AssertionError("found " + back + ", expected " + policy);
        }
    }

    /** Plain comparisons: a million descriptions would take longer than the million files. */
    private static void assertPointsInto(String text, PolicyProblem problem) {
        String[] lines = text.split("\r\n|\r|\n", -1);
        boolean isInside = problem.line() >= 1
                && problem.line() <= lines.length
                && problem.column() >= 1
                && problem.column() <= lines[problem.line() - 1].length() + 1;
        String shown = problem.toString();
        if (!isInside || shown.length() > 4_000 || shown.chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("found " + shown + ", expected a place in the text and one line");
        }
    }

    /** Editors must not complain of what the parser takes. */
    @Test
    void whatTheParserAcceptsTheSchemaAccepts() throws IOException {
        PolicySchema schema = new PolicySchema();
        List<String> good = good();
        for (long seed = 1; seed <= 3_000; seed++) {
            String drawn = new Mutations(new java.util.SplittableRandom(seed), good, SNIPPETS).next();
            // A file holds no half surrogate pairs.
            String text = new String(drawn.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            if (PolicyFile.parse("p.yaml", text) instanceof PolicyResult.Valid) {
                assertThat(schema.violations(text))
                        .as("seed %d:%n%s", seed, text)
                        .isEmpty();
            }
        }
    }

    @Test
    void everyLimitIsReadOrRefusedAndComesBack() {
        List<String> good = List.of(
                "60 GiB-hours per 30d",
                "0 GPU-hours",
                "unlimited core-hours",
                "0.000001 MiB-hours per 1d12h",
                "1024.5 TiB-HOURS PER 1w",
                "7 nvidia.com/mig-1g.5gb-hours per 90m",
                "1000000000 CPU-hour",
                "160 GPU-hours");
        LimitText syntax = new LimitText(Duration.ofDays(30), Duration.ofDays(31));
        double share = Fuzz.check("limits", 20_000, random -> {
            String text = new Mutations(random, good, SNIPPETS).next();
            if (!(syntax.parse(text) instanceof LimitText.Outcome.Read read)) {
                return false;
            }
            LimitText.Outcome again = syntax.parse(LimitText.of(read.limit()));
            if (!again.equals(read)) {
                throw new AssertionError("found %s, expected %s of '%s'".formatted(again, read, text));
            }
            return true;
        });
        assertThat(share).isBetween(0.1, 0.9);
    }

    @Test
    void everyPriceIsReadOrRefusedAndComesBack() {
        List<String> good = List.of(
                "0.04 EUR per core-hour",
                "0.005 EUR per GiB-hour",
                "1.20 USD PER GPU-hours",
                "0 JPY per CPU-hour",
                "1000000 EUR per MiB-hour",
                "0.000001 CHF per TiB-hour",
                "3 EUR per nvidia.com/mig-1g.5gb-hour");
        double share = Fuzz.check("prices", 20_000, random -> {
            String text = new Mutations(random, good, SNIPPETS).next();
            if (!(PriceText.parse(text) instanceof PriceText.Outcome.Read read)) {
                return false;
            }
            PriceText.Outcome again =
                    PriceText.parse(PolicyText.price(read.currency(), read.resource(), read.perDisplayHour()));
            if (!again.equals(read)) {
                throw new AssertionError("found %s, expected %s of '%s'".formatted(again, read, text));
            }
            return true;
        });
        assertThat(share).isBetween(0.1, 0.9);
    }
}
