package io.hubmeter.bench.collector;

import io.hubmeter.bench.platform.BenchPlatform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code hubmeter collect} as a process of its own, started as the launcher does but for its heap. */
final class CollectProcess implements AutoCloseable {
    /** How it runs, but for its heap. */
    static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final String READY = "Collecting. Metrics and health at ";
    private static final int POLL_MS = 100;
    private static final long END_BOUND_S = 20;

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI metrics;

    /** It ended before it collected. */
    static final class NotStarted extends IOException {
        private static final long serialVersionUID = 1L;

        NotStarted(String message) {
            super(message);
        }
    }

    private CollectProcess(Process process, URI metrics) {
        this.process = process;
        this.metrics = metrics;
    }

    /**
     * Starts one that knows nothing of a cluster yet.
     *
     * @param cluster what no other process calls it
     * @throws NotStarted if it ends before it says that it collects
     */
    static CollectProcess start(BenchPlatform platform, Path kubeconfig, String namespace, String cluster, int heapMb)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of(
                "-Xmx" + heapMb + "m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.hubmeter.standalone.cli.Hubmeter",
                "collect",
                "kafka.bootstrap-servers=" + platform.bootstrapServers(),
                "schema-registry.url=" + platform.registryUri(),
                "kubernetes=" + cluster,
                "kubernetes.%s.kubeconfig=%s".formatted(cluster, kubeconfig),
                "kubernetes.%1$s.hubs=%2$s=%2$s".formatted(cluster, namespace),
                "leader-election=false",
                "http.port=0"));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                String address = line.substring(READY.length()).strip();
                return new CollectProcess(
                        process, URI.create(address.endsWith("/") ? address + "metrics" : address + "/metrics"));
            }
        }
        throw new NotStarted("hubmeter collect: ended before it collected");
    }

    /** Waits until it has listed everything and follows the changes; false if it ends, or not within the bound. */
    boolean isLiveWithin(Duration bound) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            if (isUp()) {
                return true;
            }
            Thread.sleep(POLL_MS);
        }
        return false;
    }

    private boolean isUp() throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(metrics)
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.body()
                    .lines()
                    .anyMatch(line -> line.startsWith("hubmeter_collector_up{") && line.endsWith("} 1.0"));
        } catch (IOException e) {
            // It is on its way out: the next look at the process tells.
            return false;
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What the kernel says of its memory, in MiB: {@code VmHWM} is the most that was resident, {@code VmRSS} what is now. */
    double mebibytes(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/%d/status: found no %s".formatted(process.pid(), field)));
    }

    @Override
    public void close() {
        http.shutdownNow();
        process.destroy();
        try {
            if (!process.waitFor(END_BOUND_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            process.getInputStream().close();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
