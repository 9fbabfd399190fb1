package io.hubmeter.bench.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A disk that is slow to one process: {@code strace} holds back each of its calls to files for a while, until this is closed.
 * Each thread waits for its own calls, as with a disk that takes long but has many hands. All other calls take a little longer too,
 * since the tracer looks at them.
 */
public final class SlowDisk implements AutoCloseable {
    /** What is traced needs no other call to be held back: nothing but files knows them. */
    private static final String OF_FILES =
            "fsync,fdatasync,sync_file_range,pread64,pwrite64,ftruncate,fallocate,rename,unlink,mkdir";

    /** Sockets and pipes know the first two too, so that the files must be named. */
    private static final String OF_ANYTHING = "write,writev,fsync,fdatasync,pwrite64";

    private static final long BOUND_MS = 10_000;
    private static final long LOOK_MS = 5;
    private static final String DELAYED = "(DELAYED)";

    private final Process tracer;
    private final Path log;

    private SlowDisk(Process tracer, Path log) {
        this.tracer = tracer;
        this.log = log;
    }

    /** Why no disk can be made slow here, in a sentence; empty if one can. Tries it. */
    public static String obstacle() throws InterruptedException {
        Process tried = null;
        try {
            Path log = Files.createTempFile("strace-", ".log");
            try {
                tried = new ProcessBuilder("cat").start();
                of(tried.pid(), Duration.ofMillis(1), log).close();
            } finally {
                Files.deleteIfExists(log);
            }
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } finally {
            if (tried != null) {
                tried.destroyForcibly();
            }
        }
    }

    /**
     * Holds back calls that only files know: reads and writes at a place, and waiting for the disk; returns once it does.
     *
     * @param log the file for what is held back, a line each
     * @throws IOException if there is no {@code strace}, or it may not attach to the process
     */
    public static SlowDisk of(long pid, Duration delay, Path log) throws IOException, InterruptedException {
        return start(pid, delay, OF_FILES, List.of(), log);
    }

    /** The same of writes of any kind, and waiting for the disk, to files that there are by now. */
    public static SlowDisk of(long pid, Duration delay, List<Path> files, Path log)
            throws IOException, InterruptedException {
        return start(pid, delay, OF_ANYTHING, files, log);
    }

    private static SlowDisk start(long pid, Duration delay, String calls, List<Path> files, Path log)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("strace", "-f", "-qq", "-e", "signal=none", "-o", log.toString()));
        for (Path file : files) {
            command.addAll(List.of("-P", file.toRealPath().toString()));
        }
        command.addAll(List.of("-e", "trace=" + calls));
        command.addAll(List.of("-e", "inject=%s:delay_enter=%d".formatted(calls, delay.toNanos() / 1_000)));
        command.addAll(List.of("-p", Long.toString(pid)));
        Path errors = log.resolveSibling(log.getFileName() + ".errors");
        Process tracer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(errors.toFile())
                .start();
        SlowDisk disk = new SlowDisk(tracer, log);
        try {
            disk.awaitAttached(pid, errors);
        } catch (IOException | InterruptedException e) {
            disk.close();
            throw e;
        } finally {
            Files.deleteIfExists(errors);
        }
        return disk;
    }

    /** All threads that there are now; those that come later are followed from their first step. */
    private void awaitAttached(long pid, Path errors) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BOUND_MS);
        while (!isAttached(pid)) {
            if (!tracer.isAlive()) {
                throw new IOException(Files.readString(errors).strip());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("strace: not attached to process %d within %d ms".formatted(pid, BOUND_MS));
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private boolean isAttached(long pid) throws IOException {
        String expected = "TracerPid:\t" + tracer.pid();
        List<Path> threads;
        try (Stream<Path> found = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            threads = found.toList();
        }
        for (Path thread : threads) {
            try {
                if (!Files.readAllLines(thread.resolve("status")).contains(expected)) {
                    return false;
                }
            } catch (java.nio.file.NoSuchFileException e) {
                // A thread that has ended meanwhile.
            }
        }
        return true;
    }

    /** How many calls were held back so far. */
    public long held() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(DELAYED)).count();
        }
    }

    @Override
    public void close() {
        end();
    }

    /** Lets the process go on as before. Harmless if it has ended, and if called again. */
    public void end() {
        if (!tracer.isAlive()) {
            return;
        }
        try {
            // Only this signal makes it let go of the process in an orderly way.
            var _ = new ProcessBuilder("kill", "-INT", Long.toString(tracer.pid()))
                    .start()
                    .waitFor();
            if (!tracer.waitFor(BOUND_MS, TimeUnit.MILLISECONDS)) {
                // The system lets go of the process then.
                tracer.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            tracer.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            tracer.destroyForcibly();
        }
    }
}
