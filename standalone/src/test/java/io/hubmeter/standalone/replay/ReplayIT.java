package io.hubmeter.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.replay.TraceSpan;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceBounds;
import io.hubmeter.collector.trace.TraceFile;
import io.hubmeter.collector.trace.TraceJob;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.avro.RejectRecord;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What comes out of a replay must be what others computed from the same traces with other means: every number of every user,
 * every crossing and every recovery, to the last printed digit.
 */
class ReplayIT {
    private static final Path TRACES = Path.of(System.getProperty("hubmeter.traces", "../traces"));
    private static final Path POLICIES = Path.of(System.getProperty("hubmeter.policies", "../policies"));

    @TempDir
    private Path out = Path.of("");

    @Test
    void totalsAndCrossingsEqualTheExpectedOnesByteForByte() throws Exception {
        check("eagle-sample");
    }

    /** Two whole traces of tens of thousands of jobs, of other resources. */
    @ParameterizedTest
    @Tag("nightly")
    @ValueSource(strings = {"venus-2020-06", "cerit-2013q1"})
    void soDoThoseOfAWholeTrace(String name) throws Exception {
        check(name);
    }

    private void check(String name) throws Exception {
        try (ReplayPlatform platform = ReplayPlatform.start()) {
            Trace trace = trace(name);
            List<RejectRecord> rejects =
                    Replay.whole(platform.standalone(), trace, policy()).run(out, done -> {});
            assertThat(rejects).isEmpty();
            ReplayedRows rows = ReplayedRows.read(platform.standalone());
            rows.checkTotals(TRACES.resolve(name).resolve("expected_totals.csv"));
            rows.checkHours(trace, TraceSpan.of(trace));
        }
        assertThat(out.resolve("totals.csv"))
                .hasSameTextualContentAs(TRACES.resolve(name).resolve("expected_totals.csv"));
        assertThat(out.resolve("crossings.csv"))
                .hasSameTextualContentAs(TRACES.resolve(name).resolve("expected_crossings.csv"));
    }

    /** Jobs that run when the part begins count from there, jobs that run when it ends count up to there. */
    @Test
    void partOfATraceHoldsWhatItsJobsUsedWithinIt() throws Exception {
        Trace trace = trace("eagle-sample");
        TraceSpan whole = TraceSpan.of(trace);
        TraceSpan part = new TraceSpan(
                whole.from().plus(Duration.ofHours(10)), whole.until().minus(Duration.ofHours(20)));
        try (ReplayPlatform platform = ReplayPlatform.start()) {
            Replay.part(platform.standalone(), trace, policy(), part).run(out, done -> {});
        }
        TreeMap<String, BigInteger> coreMs = new TreeMap<>();
        for (TraceJob job : trace.jobs()) {
            Instant start = later(orElse(job.start(), part.from()), part.from());
            Instant end = earlier(orElse(job.end(), part.until()), part.until());
            if (start.isBefore(part.until()) && !end.isBefore(part.from())) {
                coreMs.merge(
                        job.user(),
                        job.rates()
                                .get(Resource.CPU)
                                .multiply(BigInteger.valueOf(
                                        Duration.between(start, end).toMillis())),
                        BigInteger::add);
            }
        }
        List<String> header =
                List.of(Files.readAllLines(out.resolve("totals.csv")).getFirst().split(",", -1));
        List<String> users = Files.readAllLines(out.resolve("totals.csv")).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(row -> row[0] + "=" + row[header.indexOf("cpu_hours_total")])
                .toList();
        assertThat(users)
                .containsExactlyElementsOf(coreMs.entrySet().stream()
                        .map(user -> user.getKey() + "=" + Resource.CPU.hours(user.getValue(), 6))
                        .toList());
    }

    private static Instant orElse(@org.jspecify.annotations.Nullable Instant instant, Instant other) {
        return instant == null ? other : instant;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Trace trace(String name) throws Exception {
        return TraceFile.read(
                TRACES.resolve(name).resolve("jobs.csv.gz"),
                TraceBounds.until(Instant.now()).withArrayTasks());
    }

    private static Policy policy() throws IOException {
        return switch (PolicyFile.read(POLICIES.resolve("trace-quotas.yaml"))) {
            case PolicyResult.Valid(Policy policy) -> policy;
            case PolicyResult.Invalid invalid -> throw new IOException(invalid.toString());
        };
    }
}
