package io.hubmeter.standalone.replay;

import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A standalone process in a folder of its own that is gone afterwards. */
public final class ReplayPlatform implements AutoCloseable {
    private static final String NEVER = Long.toString(Long.MAX_VALUE);
    /**
     * Records carry the trace's own time, which may be years ago: nothing may be deleted or compacted for its age. A broker would do
     * so half a minute after its start for the first time.
     */
    private static final Map<String, String> KEEP_EVERYTHING = Map.of(
            "log.initial.task.delay.ms",
            NEVER,
            "log.retention.check.interval.ms",
            NEVER,
            "log.cleaner.enable",
            "false");

    private final Path folder;
    private final Standalone standalone;

    private ReplayPlatform(Path folder, Standalone standalone) {
        this.folder = folder;
        this.standalone = standalone;
    }

    /** Starts one. */
    public static ReplayPlatform start() throws IOException {
        Path folder = Files.createTempDirectory("hubmeter-replay-");
        try {
            return new ReplayPlatform(
                    folder, Standalone.start(StandaloneConfig.in(folder).withBroker(KEEP_EVERYTHING)));
        } catch (RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    /** What runs in it. */
    public Standalone standalone() {
        return standalone;
    }

    @Override
    public void close() {
        standalone.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": could not be deleted", e);
        }
    }
}
