package io.hubmeter.standalone.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Prometheus of its own: on loopback, with its data in a folder that is emptied when it starts. */
final class PrometheusServer implements AutoCloseable {
    static final Path PROGRAM = Path.of("/usr/bin/prometheus");

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int END_BOUND_S = 20;
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final URI uri;
    private final Path log;

    /**
     * What it scrapes, every second.
     *
     * @param tokenFile whose content is shown as a bearer token; null where none is asked for
     */
    record Target(String job, URI uri, @Nullable Path tokenFile) {
        private String yaml() {
            String authorization =
                    tokenFile == null ? "" : "    authorization: {credentials_file: '%s'}\n".formatted(tokenFile);
            return "  - job_name: %s\n%s    static_configs: [{targets: ['%s']}]\n"
                    .formatted(job, authorization, uri.getAuthority());
        }
    }

    private PrometheusServer(Process process, URI uri, Path log) {
        this.process = process;
        this.uri = uri;
        this.log = log;
    }

    static PrometheusServer start(Path folder, Path rules, List<Target> targets) throws IOException {
        empty(folder);
        Path config = Files.writeString(
                folder.resolve("prometheus.yml"),
                "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 5s}\nrule_files: ['%s']\nscrape_configs:\n%s"
                        .formatted(
                                rules,
                                String.join(
                                        "", targets.stream().map(Target::yaml).toList())));
        String address = "127.0.0.1:" + freePort();
        Path log = folder.resolve("prometheus.log");
        Process process = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--storage.tsdb.retention.time=1d",
                        "--web.listen-address=" + address)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new PrometheusServer(process, URI.create("http://" + address), log);
    }

    private static void empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> inside = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> !file.equals(folder))
                    .sorted(Comparator.reverseOrder())
                    .forEach(inside::add);
        }
        for (Path file : inside) {
            Files.delete(file);
        }
    }

    /** Prometheus does not say which port it took, so it has to be told one. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What its log says. */
    String log() {
        return Repository.read(log);
    }

    boolean hasEnded() {
        return !process.isAlive();
    }

    /** The series that a query has now; fails with what Prometheus says where it is not one. */
    List<JsonNode> query(String expression) {
        JsonNode data = get("/api/v1/query?query=" + encoded(expression));
        return data.path("result").valueStream().toList();
    }

    /** As Grafana asks for {@code label_values(SERIES, LABEL)}, in Grafana's order. */
    List<String> labelValues(String series, String label) {
        return get("/api/v1/label/%s/values?match[]=%s"
                        .formatted(label, encoded(series))
                        .replace("[]", "%5B%5D"))
                .valueStream()
                .map(JsonNode::asText)
                .sorted()
                .toList();
    }

    /** Whether it answers, and no target is down. */
    boolean scrapes(List<Target> targets) {
        try {
            List<JsonNode> up = query("up == 1");
            return up.size() == targets.size();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private JsonNode get(String path) {
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(uri + path))
                            .timeout(ANSWER_BOUND)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        "%s: found %d, expected 200: %s".formatted(path, answer.statusCode(), answer.body()));
            }
            return JSON.readTree(answer.body()).path("data");
        } catch (IOException e) {
            throw new IllegalStateException("Prometheus does not answer: " + log(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_BOUND_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
