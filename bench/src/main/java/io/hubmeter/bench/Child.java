package io.hubmeter.bench;

import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.profile.CpuProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for one part of a run; ended with this object at the latest. */
final class Child implements AutoCloseable {
    /** How every child runs, but for its heap. */
    static final List<String> FLAGS =
            List.of("-XX:+UseG1GC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private static final Duration CLOSE_BOUND = Duration.ofSeconds(60);

    private final Process process;
    private final BufferedReader out;
    private final String name;

    private Child(Process process, String name) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.name = name;
    }

    /**
     * Starts one.
     *
     * @param heapMb its heap, fixed, in MiB
     * @param folder where it runs, and may keep temporary files
     */
    static Child start(Class<?> main, int heapMb, Path folder, List<String> arguments) throws IOException {
        return start(main, heapMb, heapMb, folder, arguments);
    }

    /** The same with a heap that grows, so that the memory that the process takes depends on what it needs. */
    static Child start(Class<?> main, int leastHeapMb, int heapMb, Path folder, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of("-Xms" + leastHeapMb + "m", "-Xmx" + heapMb + "m", "-Djava.io.tmpdir=" + folder));
        command.addAll(
                List.of("-Dhubmeter.appender=FILE", "-Dhubmeter.log=" + folder.resolve(main.getSimpleName() + ".log")));
        // Test classes that the bench uses bring a configuration of their own, which writes to the terminal.
        command.add("-Dlogback.configurationFile=logback.xml");
        // What the web server says at its start belongs to no report.
        command.add("-Djava.util.logging.config.file=" + folder.resolve("no-logging.properties"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Child(process, main.getSimpleName());
    }

    /**
     * Reads lines up to one that begins with a word, and returns it.
     *
     * @throws IllegalStateException if the child ends before
     */
    String awaitLine(String word) throws IOException, InterruptedException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(word)) {
                return line;
            }
        }
        throw new IllegalStateException(
                "%s: ended with status %d before '%s'".formatted(name, process.waitFor(), word));
    }

    /**
     * Reads what it prints until it ends.
     *
     * @throws IllegalStateException if it fails
     */
    void finish(Samples samples, List<String> profile) throws IOException, InterruptedException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(CpuProfile.LINE)) {
                profile.add(line.substring(CpuProfile.LINE.length()));
            } else if (!samples.take(line)) {
                System.err.println(name + ": " + line);
            }
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException("%s: ended with status %d, expected 0".formatted(name, status));
        }
    }

    /** Tells it that there is no more input. */
    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    @Override
    public void close() throws IOException {
        endInput();
        try {
            if (!process.waitFor(CLOSE_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
