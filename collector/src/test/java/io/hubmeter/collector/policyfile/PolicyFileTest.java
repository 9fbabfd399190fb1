package io.hubmeter.collector.policyfile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {
    @TempDir
    Path folder;

    @Test
    void missingFileIsInvalid() {
        assertThat(problems(PolicyFile.read(folder.resolve("nowhere.yaml"))))
                .singleElement()
                .asString()
                .startsWith("nowhere.yaml:1:1: found no readable file (java.nio.file.NoSuchFileException");
    }

    @Test
    void fileOfOneMebibyteIsReadAndOneByteMoreIsRefused() throws Exception {
        String head = "default: { limits: [] }\n#";
        Path file = folder.resolve("large.yaml");

        Files.writeString(file, head + "x".repeat(PolicyFile.MAX_BYTES - head.length()));
        assertThat(PolicyFile.read(file)).isInstanceOf(PolicyResult.Valid.class);

        Files.writeString(file, head + "x".repeat(PolicyFile.MAX_BYTES - head.length() + 1));
        assertThat(problems(PolicyFile.read(file)))
                .hasToString("[large.yaml:1:1: found more than 1048576 bytes, expected a smaller file]");
    }

    @Test
    void hashIsOfTheBytesAndTheTextIsKept() throws Exception {
        Path file = folder.resolve("p.yaml");
        Files.write(file, "default: {limits: []} # ö\r\n".getBytes(StandardCharsets.UTF_8));

        Policy policy = policy(PolicyFile.read(file));

        assertThat(policy.hash())
                .isEqualTo(HexFormat.of()
                        .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                                .digest(Files.readAllBytes(file))));
        assertThat(policy.text()).isEqualTo(Files.readString(file));
        assertThat(policy.name()).isEqualTo("p.yaml");
    }

    @Test
    void longestWindowIsTheCallersToSay() {
        String text = "default: { limits: [ '1 GPU-hours per 8d' ] }";

        assertThat(PolicyFile.parse("p", text, Duration.ofDays(8))).isInstanceOf(PolicyResult.Valid.class);
        assertThat(problems(PolicyFile.parse("p", text, Duration.ofDays(7))))
                .hasToString("[p:1:22: default.limits[0]: found '8d' in '1 GPU-hours per 8d',"
                        + " expected a window of 1m to 7d]");
    }

    /** A limit that leaves out its window must not slip past a shorter bound than the default's 30 days. */
    @Test
    void defaultWindowObeysTheLongestWindow() {
        assertThat(problems(PolicyFile.parse("p", "default: { limits: '1 GPU-hours' }", Duration.ofDays(7))))
                .hasToString("[p:1:20: default.limits: found '30d' in '1 GPU-hours', expected a window of 1m to 7d]");
    }

    @Test
    void problemsBeyondTheBoundAreCounted() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1_500; i++) {
            text.append("wrong").append(i).append(": 1\n");
        }

        List<PolicyProblem> problems = problems(PolicyFile.parse("p", text.toString()));

        assertThat(problems).hasSize(1_001);
        assertThat(problems.getLast())
                .hasToString("p:1000:1: found 500 further problems, expected at most 1000 in one report");
    }

    /** A recursive parser would end in a stack overflow. */
    @Test
    void deepNestingIsRefusedWhateverItsDepth() {
        assertThat(problems(PolicyFile.parse("p", "[".repeat(500_000)))).isNotEmpty();
        assertThat(problems(PolicyFile.parse("p", "{a: ".repeat(200_000)))).isNotEmpty();
        assertThat(problems(PolicyFile.parse("p", "- ".repeat(200_000)))).isNotEmpty();
    }

    /** The YAML library throws on such a tag while it builds the tree. */
    @Test
    void aTagWithASpaceAtItsEndIsRefused() {
        assertThat(problems(PolicyFile.parse("p", "default: !<x%20> { limits: [] }")))
                .hasToString("[p:1:10: found tag 'x ', expected no tags]");
    }

    /** The YAML library does not take the last character for the end of a line, and counts on. */
    @Test
    void noProblemLiesBeyondTheEndOfItsLine() {
        assertThat(problems(PolicyFile.parse("p", "---\n\r")))
                .singleElement()
                .asString()
                .startsWith("p:2:1: found nothing, expected a mapping with combine,");
    }

    /** The YAML library lets out a NumberFormatException then. */
    @Test
    void anEscapeThatTheFileEndsInIsRefused() {
        assertThat(problems(PolicyFile.parse("p", "grace: 0\ndenial: \"\\x")))
                .singleElement()
                .asString()
                .startsWith("p:2:7: found a syntax error (");
    }

    /** Each makes whoever compares everything with everything run for minutes. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void largeFilesOfTheWorstKindAreReadInATimeThatGrowsWithThem() {
        String name = "h".repeat(55);
        String hubs = IntStream.range(0, 200)
                .mapToObj(i -> "%s%03d: {realm: r}".formatted(name, i))
                .collect(Collectors.joining(", ", "hubs: {", "}\n"));
        String rule = "- {hubs: [%s], limits: 1 GPU-hours}\n";
        String manyHubs =
                IntStream.range(0, 20_000).mapToObj(i -> "h" + i + ": {}").collect(Collectors.joining(", "));
        String a = "- {hubs: [a], limits: 1 GPU-hours}\n".repeat(4_000);
        String twoRealms = "hubs: {a: {}, b: {}}\ndefault:\n" + a + a.replace("[a]", "[b]");

        assertThat(problems(PolicyFile.parse(
                        "p", hubs + "default:\n" + rule.formatted(name + "000").repeat(3_000))))
                .hasSize(1_001);
        assertThat(problems(PolicyFile.parse(
                        "p", hubs + "default:\n" + rule.formatted(name + "xyz").repeat(3_000))))
                .hasSize(1_001);
        assertThat(problems(PolicyFile.parse("p", "hubs: {" + manyHubs + "}")))
                .hasToString("[p:1:7: hubs: found 20000 hubs, expected at most 200]");
        assertThat(problems(PolicyFile.parse("p", twoRealms))).hasSize(1_001);
        assertThat(problems(PolicyFile.parse("p", denials("{x}".repeat(333))))).hasSize(1_001);
        assertThat(problems(PolicyFile.parse("p", "denial: '" + "{x}".repeat(100_000) + "'")))
                .hasSize(1);
        assertThat(PolicyFile.parse("p", groups("1 GPU-hours per 1d"))).isInstanceOf(PolicyResult.Valid.class);
    }

    private static String denials(String template) {
        return IntStream.range(0, 200)
                .mapToObj(i -> "  h%d: {denial: '%s'}\n".formatted(i, template))
                .collect(Collectors.joining("", "hubs:\n", ""));
    }

    private static String groups(String limit) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "  g%d: {limits: %s}\n".formatted(i, limit))
                .collect(Collectors.joining("", "groups:\n", ""));
    }

    @Test
    void demoPolicyIsValid() {
        Policy policy = policy(PolicyFile.read(policies("demo.yaml")));

        assertThat(policy.groups()).containsOnlyKeys("power", "course", "staff");
        assertThat(policy.rules().enforce()).isTrue();
    }

    @Test
    void traceQuotasKeepTheirOrder() {
        Policy policy = policy(PolicyFile.read(policies("trace-quotas.yaml")));

        assertThat(policy.defaults().getFirst().limits())
                .containsExactly(
                        limit(Resource.GPU, 160, 30),
                        limit(Resource.GPU, 40, 7),
                        limit(Resource.GPU, 24, 1),
                        limit(Resource.CPU, 1_000, 30),
                        limit(Resource.CPU, 100, 1),
                        limit(Resource.MEMORY, 4_000, 30));
    }

    /** Six decimals of the smallest unit are still whole micro-unit milliseconds. */
    @Test
    void smallestAmountIsExact() {
        Policy policy = policy(PolicyFile.parse("p", "default: { limits: [ '0.000001 MiB-hours' ] }"));

        assertThat(policy.defaults().getFirst().limits().getFirst().amount())
                .isEqualTo(BigInteger.ONE.shiftLeft(20).multiply(BigInteger.valueOf(3_600_000)));
    }

    private static Limit limit(Resource resource, int hours, int days) {
        return new Limit(resource, resource.amountOf(BigDecimal.valueOf(hours)), Duration.ofDays(days));
    }

    private static Path policies(String name) {
        return Path.of(System.getProperty("hubmeter.policies", "../policies"), name);
    }

    private static Policy policy(PolicyResult result) {
        assertThat(result).isInstanceOf(PolicyResult.Valid.class);
        return ((PolicyResult.Valid) result).policy();
    }

    private static List<PolicyProblem> problems(PolicyResult result) {
        assertThat(result).isInstanceOf(PolicyResult.Invalid.class);
        return ((PolicyResult.Invalid) result).problems();
    }
}
