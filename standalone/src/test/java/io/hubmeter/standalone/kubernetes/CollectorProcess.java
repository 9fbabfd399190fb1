package io.hubmeter.standalone.kubernetes;

import io.hubmeter.standalone.Standalone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code hubmeter collect} as a process of its own. */
final class CollectorProcess implements AutoCloseable {
    private static final long END_BOUND_S = 30;

    private final Path output;
    private final Process process;

    private CollectorProcess(Path output, Process process) {
        this.output = output;
        this.process = process;
    }

    /**
     * Starts one that watches a namespace, which is a hub and a realm of its own.
     *
     * @param further settings, {@code KEY=VALUE}
     */
    static CollectorProcess start(
            Standalone standalone, Path kubeconfig, String namespace, Path folder, String... further)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.hubmeter.standalone.cli.Hubmeter",
                "collect",
                "kafka.bootstrap-servers=" + standalone.bootstrapServers(),
                "schema-registry.url=" + standalone.registryUri(),
                "kubernetes=it",
                "kubernetes.it.kubeconfig=" + kubeconfig,
                "kubernetes.it.hubs=%1$s=%1$s".formatted(namespace),
                "heartbeat.interval=500ms",
                "http.port=0"));
        command.addAll(List.of(further));
        Path output = Files.createTempFile(folder, "collector", ".txt");
        return new CollectorProcess(
                output,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start());
    }

    /** The name of the source that it is. */
    static String source(String namespace) {
        return "kubernetes/it/" + namespace;
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends it with SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end, and returns its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_BOUND_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the collector does not end: " + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
