package io.hubmeter.bench.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process of the installation: the same command however often it is started, with all it prints in one file. One that ends
 * by itself is started again, as a supervisor would.
 */
public final class OsProcess implements AutoCloseable {
    private static final long END_BOUND_S = 40;

    private final String name;
    private final List<String> command;
    private final Path folder;
    private @Nullable Process process;
    private boolean isWanted;
    private int endedByItself;

    private OsProcess(String name, List<String> command, Path folder) {
        this.name = name;
        this.command = List.copyOf(command);
        this.folder = folder;
    }

    /** One that is not started yet, with a heap of so many MiB at the most. */
    static OsProcess of(String name, int heapMb, Path folder, Class<?> main, List<String> arguments)
            throws IOException {
        // Apart from the state, which Kafka Streams does not want to see among temporary files.
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx" + heapMb + "m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djava.io.tmpdir=" + temporary,
                // Logs of the services as they are shipped, wherever they are started from.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return new OsProcess(name, command, folder);
    }

    /** What it is called in reports. */
    public String name() {
        return name;
    }

    /** Starts it, if it does not run. */
    public synchronized void start() throws IOException {
        isWanted = true;
        if (process == null || !process.isAlive()) {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        }
    }

    /** Starts it again if it ended by itself; whether it had. */
    synchronized boolean revive() throws IOException {
        if (!isWanted || process == null || process.isAlive()) {
            return false;
        }
        endedByItself++;
        Files.writeString(
                log(),
                "-- ended by itself with status %d, and is started again%n".formatted(process.exitValue()),
                java.nio.file.StandardOpenOption.APPEND);
        start();
        return true;
    }

    /** How often it ended though nobody asked it to. */
    public synchronized int endedByItself() {
        return endedByItself;
    }

    /** Its process id; empty while it does not run. */
    synchronized OptionalLong pid() {
        return process != null && process.isAlive() ? OptionalLong.of(process.pid()) : OptionalLong.empty();
    }

    /** Ends it with SIGKILL. */
    public void kill() throws InterruptedException {
        Process running = forget();
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    /** Asks it to end with SIGTERM, and waits; SIGKILL if it takes longer than a supervisor would wait. */
    public void stop() throws InterruptedException {
        Process running = forget();
        if (running != null) {
            running.destroy();
            if (!running.waitFor(END_BOUND_S, TimeUnit.SECONDS)) {
                running.destroyForcibly().waitFor();
            }
        }
    }

    private synchronized @Nullable Process forget() {
        isWanted = false;
        return process;
    }

    /** Has it take no step until {@link #resume()}. */
    public void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Lets it go on. */
    public void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** Has it run and go on, whatever was done to it. */
    public void again() throws IOException, InterruptedException {
        resume();
        start();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Process running;
        synchronized (this) {
            running = process;
        }
        if (running != null && running.isAlive()) {
            var _ = new ProcessBuilder("kill", signal, Long.toString(running.pid()))
                    .start()
                    .waitFor();
        }
    }

    /** The file of what it printed, errors and log too. */
    public Path log() {
        return folder.resolve(name + ".log");
    }

    @Override
    public void close() {
        Process running = forget();
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
