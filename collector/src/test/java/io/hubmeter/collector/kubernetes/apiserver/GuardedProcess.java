package io.hubmeter.collector.kubernetes.apiserver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that does not outlive this JVM, however that ends. A shell in a session of its own, so that no signal of the
 * terminal reaches it, starts the program and waits for the end of its input, a pipe that only the JVM holds; then it kills
 * the program. The shell is the parent and does not collect the program before that, so the process id is never another's.
 */
final class GuardedProcess implements AutoCloseable {

    private static final String GUARD =
            "log=$1; shift; \"$@\" >>\"$log\" 2>&1 </dev/null & echo $!; read -r _; kill -KILL $!; wait $! 2>/dev/null";

    private final Process guard;
    private final long pid;

    private GuardedProcess(Process guard, long pid) {
        this.guard = guard;
        this.pid = pid;
    }

    /**
     * Starts a program.
     *
     * @param log what it says is added to this file
     */
    static GuardedProcess start(Path log, List<String> command) throws IOException {
        var guarded = new ArrayList<>(List.of("setsid", "sh", "-c", GUARD, "guard", log.toString()));
        guarded.addAll(command);
        Process guard = new ProcessBuilder(guarded)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String pid =
                new BufferedReader(new InputStreamReader(guard.getInputStream(), StandardCharsets.UTF_8)).readLine();
        return new GuardedProcess(guard, Long.parseLong(pid));
    }

    long pid() {
        return pid;
    }

    /** Whether it has ended by itself. */
    boolean ended() {
        if (!guard.isAlive()) {
            return true;
        }
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
                    .contains(") Z ");
        } catch (IOException collectedMeanwhile) {
            return true;
        }
    }

    /** Sends it a signal, such as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " " + pid + ": exit code " + code);
        }
    }

    /** Kills it as {@code kill -9} does, and waits until it is gone. */
    @Override
    public void close() throws IOException {
        guard.getOutputStream().close();
        guard.onExit().join();
    }
}
