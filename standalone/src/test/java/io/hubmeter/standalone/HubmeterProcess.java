package io.hubmeter.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of {@code hubmeter} as a process of its own. */
public final class HubmeterProcess implements AutoCloseable {
    private static final long END_BOUND_S = 60;

    private final List<String> arguments;
    private final Path output;
    private final Process process;

    private HubmeterProcess(List<String> arguments, Path output, Process process) {
        this.arguments = arguments;
        this.output = output;
        this.process = process;
    }

    /** Starts a command; what it prints goes into a file in the folder. */
    public static HubmeterProcess start(Path folder, List<String> arguments) throws IOException {
        return start(folder, "512m", arguments);
    }

    /** The same with so much memory for its objects, as in {@code -Xmx}. */
    public static HubmeterProcess start(Path folder, String heap, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + heap,
                "--enable-native-access=ALL-UNNAMED",
                // As it is shipped, not as tests have it.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                "io.hubmeter.standalone.cli.Hubmeter"));
        command.addAll(arguments);
        Path output = Files.createTempFile(folder, arguments.getFirst(), ".txt");
        return new HubmeterProcess(
                arguments,
                output,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start());
    }

    /** What it printed so far, errors and log too. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it has ended. */
    public boolean hasEnded() {
        return !process.isAlive();
    }

    /** Sends it a signal, {@code STOP} for instance. */
    public void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("%s: found no process to send %s to".formatted(arguments, name));
        }
    }

    /** Ends it with SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end, and returns its exit code. */
    public int stop() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** Waits until it ends by itself, and returns its exit code. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(END_BOUND_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("%s does not end: %s".formatted(arguments, output()));
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
