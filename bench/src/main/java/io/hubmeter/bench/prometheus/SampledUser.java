package io.hubmeter.bench.prometheus;

import io.hubmeter.bench.platform.MeterFill;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A Prometheus that knows one user, who held something for 29 of the last 30 days, sampled each minute. */
final class SampledUser implements AutoCloseable {
    /** How many samples there are. */
    static final int SAMPLES = 29 * 24 * 60;

    private static final Path SERVER = Path.of("/usr/bin/prometheus");
    private static final Path TOOL = Path.of("/usr/bin/promtool");
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration READY_BOUND = Duration.ofMinutes(1);
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(30);
    private static final long HELD_BYTES = 16L << 30;
    private static final String METRIC = "requested_memory_bytes{user=\"member\"}[30d]";

    private final Process server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    private SampledUser(Process server, int port) {
        this.server = server;
        this.port = port;
    }

    /** What must be installed and is not; empty if all is there. */
    static String whatIsMissing() {
        return Files.isExecutable(SERVER) && Files.isExecutable(TOOL)
                ? ""
                : "found no %s and %s; Debian's package prometheus has them".formatted(SERVER, TOOL);
    }

    /** Writes the samples and starts the server on loopback. */
    static SampledUser start(Path folder, int port) throws IOException, InterruptedException {
        Path samples = folder.resolve("samples.txt");
        try (BufferedWriter out = Files.newBufferedWriter(samples)) {
            out.write("# TYPE requested_memory_bytes gauge\n");
            Instant at = MeterFill.NOW.minus(EVERY.multipliedBy(SAMPLES));
            for (int i = 0; i < SAMPLES; i++) {
                at = at.plus(EVERY);
                out.write("requested_memory_bytes{user=\"member\"} %d %d%n".formatted(HELD_BYTES, at.getEpochSecond()));
            }
            out.write("# EOF\n");
        }
        Path data = folder.resolve("prometheus");
        int status = new ProcessBuilder(
                        TOOL.toString(),
                        "tsdb",
                        "create-blocks-from",
                        "openmetrics",
                        samples.toString(),
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("promtool: found status %d, expected 0".formatted(status));
        }
        Path config = Files.writeString(folder.resolve("prometheus.yml"), "global: {}\n");
        Process server = new ProcessBuilder(
                        SERVER.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + data,
                        "--storage.tsdb.retention.time=100y",
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        SampledUser user = new SampledUser(server, port);
        user.awaitReady();
        return user;
    }

    private void awaitReady() throws InterruptedException {
        long bound = System.nanoTime() + READY_BOUND.toNanos();
        while (System.nanoTime() < bound && server.isAlive()) {
            try {
                if (get("/-/ready").statusCode() == 200) {
                    return;
                }
            } catch (IOException notYet) {
                // It does not listen yet.
            }
            Thread.sleep(100);
        }
        close();
        throw new IllegalStateException("prometheus: not ready within " + READY_BOUND);
    }

    /** Byte-seconds of the last thirty days, from every sample. */
    double usedFromSamples() throws IOException, InterruptedException {
        String body = query(METRIC);
        double sum = 0;
        int samples = 0;
        int from = body.indexOf("\"values\"");
        // Each sample is [time,"value"].
        for (int open = body.indexOf(",\"", from); open >= 0; open = body.indexOf(",\"", open + 2)) {
            int end = body.indexOf('"', open + 2);
            sum += Double.parseDouble(body.substring(open + 2, end));
            samples++;
        }
        if (samples != SAMPLES) {
            throw new IllegalStateException("samples: found %d, expected %d".formatted(samples, SAMPLES));
        }
        return sum * EVERY.toSeconds();
    }

    /** The same, where the server sums up and answers with one number. */
    String usedSummedByServer() throws IOException, InterruptedException {
        return query("sum_over_time(" + METRIC + ")");
    }

    private String query(String query) throws IOException, InterruptedException {
        HttpResponse<String> response = get("/api/v1/query?time=%d&query=%s"
                .formatted(MeterFill.NOW.getEpochSecond(), URLEncoder.encode(query, StandardCharsets.UTF_8)));
        if (response.statusCode() != 200 || !response.body().contains("\"value")) {
            throw new IllegalStateException("prometheus: found status %d: %.200s, expected 200 and samples"
                    .formatted(response.statusCode(), response.body()));
        }
        return response.body();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(ANSWER_BOUND)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        server.destroy();
    }
}
