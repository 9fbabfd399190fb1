package io.hubmeter.bench.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Samples of processor time (JFR's {@code jdk.CPUTimeSample}, native code included) of this process between start and print,
 * summed up by method.
 */
public class CpuProfile implements AutoCloseable {
    /** Samples nothing and prints nothing. */
    public static final CpuProfile NONE = new CpuProfile();

    /** The first word of lines that belong to the report. */
    public static final String LINE = "profile ";

    private static final String SAMPLE = "jdk.CPUTimeSample";
    private static final int MOST_ROWS = 40;
    private static final int DEPTH = 200;
    private static final List<String> SHOWN = List.of(
            "io.hubmeter.",
            "org.rocksdb.",
            "io.pebbletemplates.",
            "com.nimbusds.",
            "java.text.",
            "java.time.format.",
            "java.math.",
            "org.apache.avro.",
            "org.apache.kafka.streams.",
            "io.fabric8.",
            "okhttp3.",
            "sun.security.ssl.",
            "com.fasterxml.jackson.");
    /** Whose frame on top of the stack, or nearest to it, a sample is charged to. */
    private static final List<String> OWNERS = List.of(
            "io.hubmeter.api.",
            "io.hubmeter.core.",
            "io.hubmeter.schemas.",
            "io.hubmeter.wire.",
            "io.hubmeter.streams.",
            "io.hubmeter.collector.",
            "io.hubmeter.pages.",
            "io.pebbletemplates.",
            "com.nimbusds.",
            "io.hubmeter.bench.",
            "org.rocksdb.",
            "org.apache.avro.",
            "org.apache.kafka.streams.",
            "org.apache.kafka.clients.",
            "org.apache.kafka.common.",
            "org.apache.kafka.storage.",
            "kafka.",
            "org.apache.kafka.",
            "io.helidon.",
            "io.fabric8.",
            "okhttp3.",
            "okio.",
            "sun.security.ssl.",
            "com.fasterxml.jackson.");

    private CpuProfile() {}

    /** Begins to sample. */
    public static CpuProfile start() {
        return new Running();
    }

    /** Ends sampling and prints what was found. */
    public void print(String title) throws IOException {}

    @Override
    public void close() {}

    private static final class Running extends CpuProfile {
        private final Recording recording = new Recording();

        Running() {
            recording.enable(SAMPLE).withStackTrace().with("throttle", "5ms");
            recording.enable("jdk.GarbageCollection").withThreshold(Duration.ZERO);
            recording.start();
        }

        @Override
        public void print(String title) throws IOException {
            recording.stop();
            Path file = Files.createTempFile("hubmeter-bench-", ".jfr");
            try {
                recording.dump(file);
                Counts.of(file).print(title);
            } finally {
                Files.delete(file);
            }
        }

        @Override
        public void close() {
            recording.close();
        }
    }

    /** Samples by method, by owner and by thread. */
    private static final class Counts {
        private final Map<String, Integer> inclusive = new HashMap<>();
        private final Map<String, Integer> tops = new HashMap<>();
        private final Map<String, Integer> owners = new HashMap<>();
        private final Map<String, Integer> threads = new HashMap<>();
        private int samples;

        static Counts of(Path file) throws IOException {
            Counts counts = new Counts();
            try (RecordingFile events = new RecordingFile(file)) {
                while (events.hasMoreEvents()) {
                    RecordedEvent event = events.readEvent();
                    if (event.getEventType().getName().equals(SAMPLE)) {
                        counts.add(event);
                    }
                }
            }
            return counts;
        }

        private void add(RecordedEvent event) {
            samples++;
            var thread = event.getThread("eventThread");
            String name = thread == null || thread.getJavaName() == null ? "?" : thread.getJavaName();
            threads.merge(name.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}|\\d+", "#"), 1, Integer::sum);
            List<RecordedFrame> frames = event.getStackTrace() == null
                    ? List.of()
                    : event.getStackTrace().getFrames();
            if (!frames.isEmpty()) {
                tops.merge(name(frames.getFirst()), 1, Integer::sum);
            }
            Set<String> seen = new HashSet<>();
            String owner = "other";
            for (RecordedFrame frame : frames.subList(0, Math.min(DEPTH, frames.size()))) {
                String type = frame.getMethod().getType().getName();
                if (owner.equals("other")) {
                    owner = OWNERS.stream().filter(type::startsWith).findFirst().orElse("other");
                }
                if (SHOWN.stream().anyMatch(type::startsWith)) {
                    seen.add(name(frame));
                }
            }
            owners.merge(owner, 1, Integer::sum);
            seen.forEach(method -> inclusive.merge(method, 1, Integer::sum));
        }

        private static String name(RecordedFrame frame) {
            String type = frame.getMethod().getType().getName();
            return type.replaceAll("\\b([a-z])[a-z]+\\.", "$1.")
                    + '.'
                    + frame.getMethod().getName();
        }

        void print(String title) {
            line("");
            line("### Processor time: %s (%,d samples)".formatted(title, samples));
            table("thread", threads, name -> true, 12);
            table("nearest owner on the stack", owners, name -> true, OWNERS.size() + 1);
            table("method on top of the stack", tops, name -> true, 25);
            table("method, with all that it calls", inclusive, name -> true, MOST_ROWS);
            table("of those, Hubmeter's own", inclusive, name -> name.startsWith("i.h."), MOST_ROWS);
            table(
                    "of those, RocksDB and Avro",
                    inclusive,
                    name -> name.startsWith("o.r.") || name.startsWith("o.a.a."),
                    15);
        }

        private void table(String what, Map<String, Integer> counts, Predicate<String> wanted, int most) {
            line("");
            line("| " + what + " | share |");
            line("| --- | ---: |");
            Stream<Map.Entry<String, Integer>> rows = counts.entrySet().stream()
                    .filter(row -> wanted.test(row.getKey()))
                    .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(most);
            rows.forEach(row ->
                    line("| `%s` | %.1f %% |".formatted(row.getKey(), 100.0 * row.getValue() / Math.max(1, samples))));
        }

        private static void line(String text) {
            System.out.println(LINE + text);
        }
    }
}
