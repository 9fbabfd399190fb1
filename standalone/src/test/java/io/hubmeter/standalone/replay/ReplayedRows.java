package io.hubmeter.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.replay.TraceSpan;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceJob;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.wire.UsageRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The newest rows of usage that the topics hold after a replay, compared with what is known of the trace without them. */
final class ReplayedRows {
    private static final long HOUR_MS = 3_600_000;

    private final Map<Place, UsageRow> hours;
    private final Map<Place, UsageRow> days;

    private record Place(String user, Instant start) {}

    private ReplayedRows(Map<Place, UsageRow> hours, Map<Place, UsageRow> days) {
        this.hours = hours;
        this.days = days;
    }

    static ReplayedRows read(Standalone standalone) {
        TopicReader reader = TopicReader.of(
                standalone.bootstrapServers(), standalone.registry(), Map.of("isolation.level", "read_committed"));
        return new ReplayedRows(newest(reader, Topics.USAGE_HOURLY), newest(reader, Topics.USAGE_DAILY));
    }

    private static Map<Place, UsageRow> newest(TopicReader reader, Topic topic) {
        Map<Place, UsageRow> newest = new HashMap<>();
        reader.readValues(topic, UsageRecord.class, (key, record) -> {
            UsageRow row = UsageRows.row(record);
            newest.merge(
                    new Place(row.account().user(), row.start()), row, (a, b) -> a.revision() > b.revision() ? a : b);
        });
        return newest;
    }

    /** Days, and hours too, add up to what others computed, to the last digit. */
    void checkTotals(Path expected) throws IOException {
        List<String> lines = Files.readAllLines(expected);
        List<String> header = List.of(lines.getFirst().split(",", -1));
        Map<String, Quantities> byDay = sums(days);
        assertThat(sums(hours)).as("hours and days").isEqualTo(byDay);
        List<String> found = new ArrayList<>();
        List<String> wanted = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            Quantities used = byDay.getOrDefault(cells[0], Quantities.ZERO);
            for (Resource resource : List.of(Resource.CPU, Resource.MEMORY, Resource.GPU)) {
                int column = header.indexOf(name(resource) + "_hours_total");
                if (column >= 0) {
                    wanted.add(cells[0] + ' ' + resource.name() + ' ' + cells[column]);
                    found.add(cells[0] + ' ' + resource.name() + ' ' + resource.hours(used.get(resource), 6));
                }
            }
        }
        assertThat(wanted).as("columns of %s", header).isNotEmpty();
        assertThat(found).isEqualTo(wanted);
        assertThat(days.values()).as("days are over").allMatch(UsageRow::isComplete);
    }

    private static String name(Resource resource) {
        return resource.equals(Resource.MEMORY) ? "mem" : resource.name();
    }

    private static Map<String, Quantities> sums(Map<Place, UsageRow> rows) {
        Map<String, Quantities> sums = new TreeMap<>();
        rows.forEach((place, row) -> sums.merge(place.user(), row.amounts(), Quantities::plus));
        return sums;
    }

    /** There is a row for every hour in which a job ran, and for no other. */
    void checkHours(Trace trace, TraceSpan span) {
        TreeSet<String> wanted = new TreeSet<>();
        for (TraceJob job : trace.jobs()) {
            long start = (job.start() == null ? span.from() : job.start()).toEpochMilli();
            long end = (job.end() == null ? span.until() : job.end()).toEpochMilli();
            for (long hour = Math.floorDiv(start, HOUR_MS) * HOUR_MS; start < end && hour < end; hour += HOUR_MS) {
                wanted.add(job.user() + ' ' + Instant.ofEpochMilli(hour));
            }
        }
        TreeSet<String> found = new TreeSet<>();
        hours.keySet().forEach(place -> found.add(place.user() + ' ' + place.start()));
        assertThat(found).isEqualTo(wanted);
        assertThat(hours.values()).as("hours are over").allMatch(UsageRow::isComplete);
    }
}
