package io.hubmeter.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.replay.TraceSpan;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceBounds;
import io.hubmeter.collector.trace.TraceFile;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.simulation.RecordedAccount;
import io.hubmeter.core.simulation.SimulatedAccount;
import io.hubmeter.core.simulation.SimulatedEvent;
import io.hubmeter.core.simulation.Simulation;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On recorded traces, a simulation of limits that only observe finds what programs found that share no code with it. */
class TraceSimulationTest {
    private static final Path TRACES = Path.of(System.getProperty("hubmeter.traces"));
    private static final Path POLICIES = Path.of(System.getProperty("hubmeter.policies"));

    @ParameterizedTest
    @ValueSource(strings = {"venus-2020-06", "cerit-2013q1", "eagle-sample"})
    void crossingsAreThoseThatWereComputedOtherwise(String name) throws Exception {
        Trace trace = trace(name);
        TraceSpan span = TraceSpan.of(trace);
        Policy policy = policy("trace-quotas.yaml");
        TreeSet<String> simulated = new TreeSet<>();
        for (RecordedAccount account : TraceHistory.of(trace, span, "default")) {
            Instant passed = span.until().plus(Duration.ofDays(30)).plusSeconds(1);
            crossings(Simulation.of(account, policy, span.from(), passed), simulated);
        }
        assertThat(simulated).containsExactlyElementsOf(expected(name));
    }

    private static void crossings(SimulatedAccount account, SortedSet<String> rows) {
        TreeMap<Limit, String> firsts = new TreeMap<>();
        TreeMap<Limit, String> recoveries = new TreeMap<>();
        TreeMap<Limit, Integer> counts = new TreeMap<>();
        for (SimulatedEvent event : account.events()) {
            Limit limit = event.limit().limit();
            switch (event) {
                case SimulatedEvent.Exceeded exceeded -> {
                    firsts.putIfAbsent(limit, exceeded.at().toString());
                    counts.merge(limit, 1, Integer::sum);
                }
                case SimulatedEvent.Restored restored ->
                    recoveries.putIfAbsent(limit, restored.at().toString());
                default -> {}
            }
        }
        firsts.forEach((limit, first) -> rows.add("%s %s %s: %s to %s, %d"
                .formatted(
                        account.id().user(),
                        EventText.hours(limit).toPlainString() + " "
                                + limit.resource().displayHours(),
                        limit.window().toDays(),
                        first,
                        recoveries.get(limit),
                        counts.get(limit))));
    }

    private static SortedSet<String> expected(String name) throws IOException {
        TreeSet<String> rows = new TreeSet<>();
        try (Reader reader = Files.newBufferedReader(TRACES.resolve(name).resolve("expected_crossings.csv"))) {
            for (CSVRecord row : CSVFormat.DEFAULT
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get()
                    .parse(reader)) {
                String unit = switch (row.get("resource")) {
                    case "gpu" -> "GPU-hours";
                    case "cpu" -> "core-hours";
                    default -> "GiB-hours";
                };
                rows.add("%s %s %s: %s to %s, %s"
                        .formatted(
                                row.get("user"),
                                new BigDecimal(row.get("quota_hours")).toPlainString() + " " + unit,
                                row.get("window_days"),
                                row.get("first_cross_time"),
                                row.get("first_recover_time"),
                                row.get("up_crossings")));
            }
        }
        return rows;
    }

    /** What can be pasted can be read, whatever a group is called, and nobody up to the percentile comes to the limit. */
    @Test
    void suggestionsAreAPolicyThatLeavesSoManyInPeace() throws Exception {
        Trace trace = trace("venus-2020-06");
        TraceSpan span = TraceSpan.of(trace);
        List<String> names = List.of("power", "a: b # c", "\"ü", "yes", "12");
        List<RecordedAccount> accounts = TraceHistory.of(trace, span, "default").stream()
                .map(account -> new RecordedAccount(account.id(), names, account.grants(), account.pods()))
                .toList();
        Suggestions suggestions = Suggestions.of(accounts, policy("demo.yaml"), span.from(), span.until(), 90);

        Policy suggested = ((PolicyResult.Valid) PolicyFile.parse("suggested.yaml", suggestions.yaml())).policy();

        assertThat(suggested.groups().keySet()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(suggested.defaults().getFirst().limits())
                .containsExactlyElementsOf(
                        suggestions.everybody().stream().map(s -> s.limit()).toList());
        assertThat(suggestions.everybody())
                .isNotEmpty()
                .allSatisfy(suggestion -> assertThat(suggestion.reached() * 10)
                        .isLessThanOrEqualTo(suggestion.greatest().size()));
    }

    private static Trace trace(String name) throws Exception {
        return TraceFile.read(
                TRACES.resolve(name).resolve("jobs.csv.gz"),
                TraceBounds.until(Instant.now()).withArrayTasks());
    }

    private static Policy policy(String name) {
        return ((PolicyResult.Valid) PolicyFile.read(POLICIES.resolve(name))).policy();
    }
}
