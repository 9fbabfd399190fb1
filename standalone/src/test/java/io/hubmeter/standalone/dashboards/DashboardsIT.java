package io.hubmeter.standalone.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every query of every dashboard, asked in a real Prometheus that scrapes the demo. */
class DashboardsIT {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Path WORK = Path.of("target", "dashboards").toAbsolutePath();

    /** What only a Kubernetes source or a hub has, or what does not occur; their panels show 0 then. */
    private static final Set<String> NOT_IN_THE_DEMO = Set.of(
            "hubmeter_collector_acknowledged_seconds",
            "hubmeter_collector_clock_skew_seconds",
            "hubmeter_collector_events_total",
            "hubmeter_collector_hub_requests_total",
            "hubmeter_collector_lag_seconds",
            "hubmeter_collector_leader",
            "hubmeter_collector_policy_invalid_total",
            "hubmeter_collector_queue",
            "hubmeter_collector_rejected_total",
            "hubmeter_collector_snapshot_seconds_max",
            "hubmeter_collector_unattributed_total",
            "hubmeter_collector_watch_restarts_total",
            "hubmeter_culler_requests_total");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** One test for all: to start what is scraped takes longer than to ask. */
    @Test
    void noQueryIsEmptyInTheDemoAndNothingAlarms() throws Exception {
        assumeTrue(
                Files.isExecutable(PrometheusServer.PROGRAM),
                "no " + PrometheusServer.PROGRAM + "; on Debian: apt-get install prometheus");
        try (DemoParts demo = DemoParts.start(folder);
                PrometheusServer prometheus =
                        PrometheusServer.start(WORK.resolve("prometheus"), Repository.RULES, demo.targets())) {
            Awaitility.await("all targets")
                    .atMost(BOUND)
                    .failFast(prometheus::hasEnded)
                    .until(() -> prometheus.scrapes(demo.targets()));

            Awaitility.await("values")
                    .atMost(BOUND)
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        demo.ask();
                        assertThat(values(prometheus))
                                .as("queries without a value")
                                .isEmpty();
                    });

            assertThat(missing(prometheus)).isEqualTo(new TreeSet<>(NOT_IN_THE_DEMO));
            assertThat(names(prometheus.query("ALERTS{alertstate=\"firing\"}"), "alertname"))
                    .as("alerts of a healthy demo")
                    .isEmpty();
        }
    }

    /** Asks everything, writes down what came, and returns what is empty. */
    private static List<String> values(PrometheusServer prometheus) throws Exception {
        List<Answers> answers = Dashboard.all().stream()
                .map(dashboard -> Answers.of(dashboard, prometheus))
                .toList();
        Files.writeString(
                WORK.resolve("values.txt"), answers.stream().map(Answers::text).collect(Collectors.joining()));
        return answers.stream().flatMap(answer -> answer.empty().stream()).toList();
    }

    /** Metrics that dashboards and alerts ask for and nobody exports here. */
    private static Set<String> missing(PrometheusServer prometheus) throws Exception {
        Set<String> asked = new TreeSet<>();
        for (Dashboard dashboard : Dashboard.all()) {
            dashboard
                    .queries()
                    .forEach(query -> asked.addAll(Promql.of(query.expression()).metrics()));
            dashboard
                    .variables()
                    .forEach(variable ->
                            asked.addAll(Promql.of(variable.series()).metrics()));
        }
        AlertRule.all()
                .forEach(alert -> asked.addAll(Promql.of(alert.expression()).metrics()));
        assertThat(asked).hasSizeGreaterThan(40);
        asked.removeAll(names(prometheus.query("group by (__name__) ({__name__!=\"\"})"), "__name__"));
        return asked;
    }

    private static Set<String> names(List<JsonNode> series, String label) {
        return series.stream()
                .map(each -> each.path("metric").path(label).asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
