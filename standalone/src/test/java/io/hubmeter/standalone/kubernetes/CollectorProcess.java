package io.hubmeter.standalone.kubernetes;

import io.hubmeter.standalone.HubmeterProcess;
import io.hubmeter.standalone.Standalone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code hubmeter collect} as a process of its own. */
final class CollectorProcess implements AutoCloseable {
    private final HubmeterProcess process;

    private CollectorProcess(HubmeterProcess process) {
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
        return new CollectorProcess(HubmeterProcess.start(folder, arguments));
    }

    /** Runs a command to its end, and returns what it printed. */
    static String run(Path folder, List<String> arguments) throws IOException, InterruptedException {
        try (HubmeterProcess process = HubmeterProcess.start(folder, arguments)) {
            var _ = process.exitCode();
            return process.output();
        }
    }

    /** The name of the source that it is. */
    static String source(String namespace) {
        return "kubernetes/it/" + namespace;
    }

    String output() {
        return process.output();
    }

    /** Ends it with SIGKILL. */
    void kill() throws InterruptedException {
        process.kill();
    }

    /** Asks it to end, and returns its exit code. */
    int stop() throws InterruptedException {
        return process.stop();
    }

    @Override
    public void close() {
        process.close();
    }
}
