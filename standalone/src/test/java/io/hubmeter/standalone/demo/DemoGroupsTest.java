package io.hubmeter.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceBounds;
import io.hubmeter.collector.trace.TraceFile;
import io.hubmeter.collector.trace.TraceJob;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoGroupsTest {
    private static Trace trace(String name) throws Exception {
        Path file = Path.of(System.getProperty("hubmeter.traces"), name, "jobs.csv.gz");
        return TraceFile.read(file, TraceBounds.until(Instant.now()).withArrayTasks());
    }

    @Test
    void whoHasNoGroupGetsOneAndSomeGetTwo() throws Exception {
        Trace told = trace("venus-2020-06");

        Trace grouped = DemoGroups.in(told);

        assertThat(grouped.name()).isEqualTo(told.name());
        assertThat(grouped.jobs())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("group")
                .isEqualTo(told.jobs());
        var groups = grouped.jobs().stream()
                .collect(Collectors.groupingBy(
                        TraceJob::user, Collectors.mapping(TraceJob::group, Collectors.toUnmodifiableSet())));
        assertThat(groups.values())
                .allSatisfy(of -> assertThat(of).doesNotContain("").hasSizeBetween(1, 2));
        assertThat(groups.values().stream().mapToInt(Set::size)).contains(1, 2);
        assertThat(groups.values().stream().flatMap(Set::stream))
                .contains("vision", "speech", "language", "robotics", "thesis");
    }

    @Test
    void whatATraceTellsStays() throws Exception {
        Trace told = trace("eagle-sample");

        assertThat(DemoGroups.in(told)).isEqualTo(told);
    }
}
