package io.hubmeter.standalone.replay;

import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import io.hubmeter.standalone.broker.BrokerSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A standalone process in a folder of its own that is gone afterwards. */
public final class ReplayPlatform implements AutoCloseable {
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
                    folder, Standalone.start(StandaloneConfig.in(folder).withBroker(BrokerSettings.KEEP_EVERYTHING)));
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
