package io.hubmeter.collector.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedTracesTest {
    private static final TraceBounds BOUNDS = TraceBounds.until(Instant.parse("2026-11-01T00:00:00Z"));
    private static final BigDecimal MS_PER_HOUR = BigDecimal.valueOf(3_600_000);

    @ParameterizedTest
    @CsvSource({"venus-2020-06, 15000, 106", "cerit-2013q1, 17898, 75", "eagle-sample, 1000, 15"})
    void traceIsReadWithoutProblems(String set, int jobs, int users) throws Exception {
        Trace trace = read(set);

        assertThat(trace.problems()).isEmpty();
        assertThat(trace.problemCount()).isZero();
        assertThat(trace.refusedRows()).isZero();
        assertThat(trace.jobs()).hasSize(jobs).extracting(TraceJob::jobId).doesNotHaveDuplicates();
        assertThat(trace.users()).isEqualTo(users);
        assertThat(trace.name()).isEqualTo(set);
    }

    /** The sums of rate × length agree with the totals computed elsewhere, so columns and units are read right. */
    @ParameterizedTest
    @CsvSource({"venus-2020-06", "cerit-2013q1", "eagle-sample"})
    void hoursOfEveryUserAreTheExpectedTotals(String set) throws Exception {
        Trace trace = read(set);

        Map<String, String> actual = new TreeMap<>();
        Map<String, String> expected = new TreeMap<>();
        List<String> lines = Files.readAllLines(file(set, "expected_totals.csv"), StandardCharsets.UTF_8);
        List<String> header = List.of(lines.getFirst().split(",", -1));
        Map<String, Resource> columns = Map.of(
                "cpu_hours_total", Resource.CPU, "mem_hours_total", Resource.MEMORY, "gpu_hours_total", Resource.GPU);
        columns.forEach((column, resource) -> {
            int position = header.indexOf(column);
            if (position >= 0) {
                lines.stream().skip(1).map(line -> line.split(",", -1)).forEach(row -> {
                    expected.put(column + " " + row[0], row[position]);
                    actual.put(column + " " + row[0], hours(trace, row[0], resource));
                });
            }
        });

        assertThat(actual).isEqualTo(expected).hasSizeGreaterThan(15);
    }

    @Test
    void jobCarriesWhatItsRowSays() throws Exception {
        Trace trace = read("eagle-sample");

        TraceJob last = trace.jobs().getLast();

        assertThat(last.jobId()).isEqualTo("e532940");
        assertThat(last.user()).isEqualTo("user0025");
        assertThat(last.group()).isEqualTo("account0009");
        assertThat(last.rates().get(Resource.CPU)).isEqualTo(1_000_000);
        assertThat(last.rates().get(Resource.MEMORY)).isEqualTo(192_937_984_000_000_000L);
        assertThat(last.rates().get(Resource.GPU)).isZero();
        assertThat(last.submit()).isEqualTo(Instant.ofEpochSecond(1_546_511_274));
        assertThat(last.start()).isEqualTo(Instant.ofEpochSecond(1_546_526_428));
        assertThat(last.end()).isEqualTo(Instant.ofEpochSecond(1_546_536_078));
        assertThat(last.state()).isEqualTo("COMPLETED");
    }

    /** 452 rows of Eagle are one job array under one id, some alike in everything; its expected totals count each. */
    @Test
    void arrayOfEagleIsRefusedWhereNobodySaysThatItIsOne() throws Exception {
        Trace trace = TraceFile.read(file("eagle-sample", "jobs.csv.gz"), BOUNDS);

        assertThat(trace.problemCount()).isEqualTo(451);
        assertThat(trace.problems())
                .allSatisfy(problem -> assertThat(problem.found()).isEqualTo("'e532939'"));
        assertThat(trace.jobs()).hasSize(549);
    }

    private static Trace read(String set) throws TraceUnreadable {
        boolean hasArrays = set.equals("eagle-sample");
        return TraceFile.read(file(set, "jobs.csv.gz"), hasArrays ? BOUNDS.withArrayTasks() : BOUNDS);
    }

    private static String hours(Trace trace, String user, Resource resource) {
        BigDecimal sum = BigDecimal.ZERO;
        for (TraceJob job : trace.jobs()) {
            Instant start = job.start();
            Instant end = job.end();
            if (job.user().equals(user) && start != null && end != null) {
                long ms = Duration.between(start, end).toMillis();
                sum = sum.add(new BigDecimal(job.rates().get(resource)).multiply(BigDecimal.valueOf(ms)));
            }
        }
        BigDecimal perHour = new BigDecimal(resource.microsPerDisplayUnit()).multiply(MS_PER_HOUR);
        return sum.divide(perHour, 6, java.math.RoundingMode.HALF_EVEN).toPlainString();
    }

    private static Path file(String set, String name) {
        return Path.of(System.getProperty("hubmeter.traces", "../traces"), set, name);
    }
}
