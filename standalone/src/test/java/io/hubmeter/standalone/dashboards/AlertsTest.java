package io.hubmeter.standalone.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Alerts fire when they should, and whoever is woken by one finds what to do. */
class AlertsTest {
    private static final Path CASES = Path.of("src/test/resources/dashboards/alerts.test.yaml");
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Pattern SECTION =
            Pattern.compile("^## (\\w+)\\n(.*?)(?=^## |\\z)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final DocumentedMetrics METRICS = DocumentedMetrics.read();

    static List<AlertRule> alerts() {
        return AlertRule.all();
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void whoeverIsAlertedFindsARunbook(AlertRule alert) {
        assertThat(AlertRule.text(alert.labels(), "severity")).isIn("page", "ticket");
        assertThat(alert.annotation("summary")).isNotBlank().doesNotEndWith(".");
        assertThat(alert.annotation("description")).endsWith(".");
        assertThat(alert.annotation("runbook_url"))
                .endsWith("/runbooks.md#" + alert.name().toLowerCase(Locale.ROOT));
        assertThat(runbooks()).containsKey(alert.name());
        assertThat(runbooks().get(alert.name()))
                .contains("**What it means.** ", "**What users see.** ", "**What to look at.** ", "**What to do.** ");
    }

    @Test
    void everyRunbookIsForAnAlert() {
        assertThat(runbooks())
                .containsOnlyKeys(alerts().stream().map(AlertRule::name).toList());
    }

    private static Map<String, String> runbooks() {
        Map<String, String> sections = new TreeMap<>();
        Matcher found = SECTION.matcher(Repository.read(Repository.RUNBOOKS));
        while (found.find()) {
            sections.put(found.group(1), found.group(2));
        }
        return sections;
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void everyNameIsOneThatIsExported(AlertRule alert) {
        Promql names = Promql.of(alert.expression());

        assertThat(names.metrics()).isNotEmpty();
        assertThat(METRICS.names()).containsAll(names.metrics());
        assertThat(METRICS.labelsOf(names.metrics())).containsAll(names.labels());
    }

    @Test
    void everyAlertHasACaseInWhichItFiresAndOneInWhichItIsQuiet() {
        Map<String, List<Boolean>> cases = AlertRule.in(AlertRule.yaml(CASES), "tests")
                .flatMap(test -> AlertRule.in(test, "alert_rule_test"))
                .collect(Collectors.groupingBy(
                        test -> AlertRule.text(test, "alertname"),
                        Collectors.mapping(
                                test -> AlertRule.in(test, "exp_alerts")
                                        .findAny()
                                        .isPresent(),
                                Collectors.toList())));

        assertThat(alerts())
                .allSatisfy(alert ->
                        assertThat(cases.getOrDefault(alert.name(), List.of())).contains(true, false));
    }

    @Test
    void theyFireAndAreQuietAsTheirCasesSay() throws Exception {
        assertThat(promtool("test", "rules", CASES.toString())).contains("SUCCESS");
    }

    @Test
    void prometheusAcceptsTheFile() throws Exception {
        assertThat(promtool("check", "rules", Repository.RULES.toString())).contains(alerts().size() + " rules found");
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(PROMTOOL), "no " + PROMTOOL + "; on Debian: apt-get install prometheus");
        List<String> command = new java.util.ArrayList<>(List.of(PROMTOOL.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
