package io.hubmeter.standalone.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.standalone.dashboards.Dashboard.Query;
import io.hubmeter.standalone.dashboards.Dashboard.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of dashboards without a Grafana: they are complete, and ask for what there is. */
class DashboardsTest {
    private static final int COLUMNS = 24;
    private static final int FIRST_SCHEMA_OF_GRAFANA_10 = 38;
    private static final String PYTHON = "/usr/bin/python3";
    private static final Set<String> UNITS =
            Set.of("short", "none", "s", "bytes", "percentunit", "reqps", "cps", "suffix: h");
    /** Grafana's own. */
    private static final Set<String> GIVEN = Set.of("__rate_interval", "__range");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
    private static final DocumentedMetrics METRICS = DocumentedMetrics.read();

    static List<Dashboard> dashboards() throws IOException {
        return Dashboard.all();
    }

    @Test
    void thereAreThese() throws IOException {
        assertThat(dashboards())
                .extracting(Dashboard::name)
                .containsExactly(
                        "cost", "decisions", "pipeline-health", "quota-pressure", "usage-by-group", "usage-by-user");
    }

    @Test
    void theFilesAreThoseOfTheScript() throws Exception {
        assumeTrue(Files.isExecutable(Path.of(PYTHON)), "no " + PYTHON + "; on Debian: apt-get install python3");
        Process check = new ProcessBuilder(
                        PYTHON, Repository.ROOT.resolve("scripts/dashboards").toString(), "--check")
                .redirectErrorStream(true)
                .start();

        String output = new String(check.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(check.exitValue())
                .as("to write them: scripts/dashboards%n%s", output)
                .isZero();
    }

    /** Links, bookmarks and imports go by the uid. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void itCanBeImported(Dashboard dashboard) {
        JsonNode json = dashboard.json();

        assertThat(json.path("uid").asText())
                .isEqualTo("hubmeter-" + dashboard.name())
                .hasSizeLessThanOrEqualTo(40);
        assertThat(json.has("id")).isFalse();
        assertThat(json.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(FIRST_SCHEMA_OF_GRAFANA_10);
        assertThat(json.path("title").asText()).startsWith("Hubmeter: ");
        assertThat(json.path("description").asText()).endsWith(".");
        JsonNode first = json.path("templating").path("list").path(0);
        assertThat(first.path("name").asText()).isEqualTo("datasource");
        assertThat(first.path("type").asText()).isEqualTo("datasource");
        assertThat(json.findValues("datasource"))
                .isNotEmpty()
                .allSatisfy(source -> assertThat(source.path("uid").asText()).isEqualTo("${datasource}"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShows(Dashboard dashboard) {
        assertThat(dashboard.charts()).isNotEmpty().allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText()).endsWith(".");
            assertThat(UNITS)
                    .contains(panel.path("fieldConfig")
                            .path("defaults")
                            .path("unit")
                            .asText());
            assertThat(panel.path("targets"))
                    .isNotEmpty()
                    .allSatisfy(target ->
                            assertThat(target.path("legendFormat").asText()).isNotBlank());
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void noPanelCoversAnother(Dashboard dashboard) {
        Set<Integer> identifiers = new TreeSet<>();
        Set<String> cells = new TreeSet<>();
        for (JsonNode panel : dashboard.panels()) {
            String title = panel.path("title").asText();
            JsonNode at = panel.path("gridPos");
            int right = at.path("x").asInt() + at.path("w").asInt();
            assertThat(identifiers.add(panel.path("id").asInt())).as(title).isTrue();
            assertThat(right).as(title).isBetween(1, COLUMNS);
            assertThat(at.path("h").asInt()).as(title).isPositive();
            for (int x = at.path("x").asInt(); x < right; x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    assertThat(cells.add(x + "/" + (at.path("y").asInt() + y)))
                            .as(title)
                            .isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyMetricIsExported(Dashboard dashboard) {
        List<String> asked = new ArrayList<>();
        dashboard.queries().forEach(query -> asked.add(query.expression()));
        dashboard.variables().forEach(variable -> asked.add(variable.series()));

        assertThat(asked)
                .isNotEmpty()
                .allSatisfy(query ->
                        assertThat(METRICS.names()).containsAll(Promql.of(query).metrics()));
    }

    /** A label that no series has is no error for Prometheus: everything falls into one series. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void everyLabelIsOneOfTheMetricsThatAreAsked(Dashboard dashboard) {
        assertThat(dashboard.queries()).allSatisfy(query -> {
            Promql names = Promql.of(query.expression());
            assertThat(METRICS.labelsOf(names.metrics()))
                    .containsAll(names.labels())
                    .containsAll(inLegend(query));
            assertThat(names.labels()).as(query.legend()).containsAll(inLegendOfAnAggregate(query));
        });
        assertThat(dashboard.variables())
                .allSatisfy(variable -> assertThat(
                                METRICS.labelsOf(Promql.of(variable.series()).metrics()))
                        .contains(variable.label()));
    }

    private static Set<String> inLegend(Query query) {
        return LEGEND.matcher(query.legend())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> inLegendOfAnAggregate(Query query) {
        return query.expression().contains(" by (") ? inLegend(query) : Set.of();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableThatIsReferredToIsThere(Dashboard dashboard) {
        Set<String> known = new TreeSet<>(GIVEN);
        for (Variable variable : dashboard.variables()) {
            assertThat(known).containsAll(referred(variable.series()).toList());
            known.add(variable.name());
        }
        assertThat(dashboard.queries())
                .allSatisfy(query -> assertThat(known)
                        .containsAll(referred(query.expression()).toList()));
    }

    private static Stream<String> referred(String query) {
        return VARIABLE.matcher(query).results().map((MatchResult found) -> found.group(1));
    }
}
