package io.hubmeter.standalone.kubernetes;

import io.hubmeter.standalone.Standalone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
     * @param further settings, {@code KEY=VALUE}, which replace those of the same key
     */
    static CollectorProcess start(
            Standalone standalone, Path kubeconfig, String namespace, Path folder, String... further)
            throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("kafka.bootstrap-servers", standalone.bootstrapServers());
        settings.put("schema-registry.url", standalone.registryUri().toString());
        settings.put("kubernetes", "it");
        settings.put("kubernetes.it.kubeconfig", kubeconfig.toString());
        settings.put("kubernetes.it.hubs", "%1$s=%1$s".formatted(namespace));
        settings.put("heartbeat.interval", "500ms");
        settings.put("http.port", "0");
        for (String setting : further) {
            int equals = setting.indexOf('=');
            settings.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        List<String> arguments = new ArrayList<>(List.of("collect"));
        settings.forEach((key, value) -> arguments.add(key + "=" + value));
        List<String> command = hubmeter(arguments);
        Path output = Files.createTempFile(folder, "collector", ".txt");
        return new CollectorProcess(
                output,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start());
    }

    /** Runs a command to its end, and returns what it printed. */
    static String run(Path folder, List<String> arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "run", ".txt");
        Process process = new ProcessBuilder(hubmeter(arguments))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(END_BOUND_S, TimeUnit.SECONDS)) {
                throw new IllegalStateException("%s does not end: %s".formatted(arguments, Files.readString(output)));
            }
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> hubmeter(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.hubmeter.standalone.cli.Hubmeter"));
        command.addAll(arguments);
        return command;
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
