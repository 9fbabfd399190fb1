package io.hubmeter.bench.decision;

import io.hubmeter.bench.measure.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * What a process takes up.
 *
 * @param diskBytes the files of its stores
 * @param residentBytes its memory, heap and all else, as the kernel counts it; Linux only
 */
public record Footprint(long diskBytes, long residentBytes) {
    /** Size of the stores' files, MiB. */
    public static final String DISK_MB = "disk-mb";
    /** Resident memory of the process, MiB. */
    public static final String RESIDENT_MB = "resident-mb";
    /** From the start to the first answer, s. */
    public static final String RESTORED_S = "restored-s";

    private static final double MIB = 1 << 20;
    private static final String RESIDENT = "VmRSS:";

    /** That of this process, with the files of a folder. */
    public static Footprint of(Path stores) throws IOException {
        try (Stream<Path> files = Files.walk(stores)) {
            long disk = files.filter(Files::isRegularFile)
                    .mapToLong(Footprint::size)
                    .sum();
            return new Footprint(disk, residentKib() * 1_024);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(RESIDENT))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** The name of a figure of the process with so many accounts. */
    public static String name(int accounts, String figure) {
        return accounts + "/" + figure;
    }

    void print(int accounts, Duration restored) {
        Samples.print(name(accounts, DISK_MB), diskBytes / MIB);
        Samples.print(name(accounts, RESIDENT_MB), residentBytes / MIB);
        Samples.print(name(accounts, RESTORED_S), restored.toMillis() / 1_000.0);
    }
}
