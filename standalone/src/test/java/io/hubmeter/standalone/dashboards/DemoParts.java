package io.hubmeter.standalone.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.hubmeter.standalone.HubmeterProcess;
import io.hubmeter.standalone.dashboards.PrometheusServer.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The demo, and around it what else exports metrics: a collector of its policy, a culler that rehearses, an audit. */
final class DemoParts implements AutoCloseable {
    private static final Duration READY_BOUND = Duration.ofMinutes(3);
    private static final Pattern ADDRESS = Pattern.compile("Hubmeter is running at (\\S+)");
    private static final Pattern BACKENDS = Pattern.compile("Kafka at (\\S+), schema registry at (\\S+)");
    private static final Pattern METRICS = Pattern.compile("Metrics and health at (\\S+)");
    /** Asks for too much, and for little; both are answered to everybody. */
    private static final List<String> QUESTIONS = List.of(
            "{\"user\": \"somebody\", \"resources\": {\"cpu\": 1}}",
            "{\"user\": \"somebody\", \"resources\": {\"gpu\": 40000}}");

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final List<Target> targets = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final Path data;
    private String api = "";

    private DemoParts(Path folder) {
        this.folder = folder;
        this.data = folder.resolve("demo");
        parts.push(client);
    }

    static DemoParts start(Path folder) throws IOException {
        DemoParts demo = new DemoParts(folder);
        try {
            demo.startAll();
            return demo;
        } catch (IOException | RuntimeException e) {
            demo.close();
            throw e;
        }
    }

    private void startAll() throws IOException {
        HubmeterProcess demo = run(
                "1g",
                List.of(
                        "demo",
                        "--home",
                        Repository.ROOT.toString(),
                        "--data",
                        data.toString(),
                        "--port",
                        "0",
                        "--kafka-port",
                        "0",
                        "--registry-port",
                        "0"));
        api = find(demo, ADDRESS).group(1);
        Matcher backends = find(demo, BACKENDS);
        String kafka = backends.group(1);
        String registry = backends.group(2);
        targets.add(new Target("demo", URI.create(api), data.resolve("token")));
        Path policy = Repository.ROOT.resolve("policies/demo.yaml");
        add(
                "collect",
                List.of(
                        "collect",
                        "kafka.bootstrap-servers=" + kafka,
                        "schema-registry.url=" + registry,
                        "policy.file=" + policy,
                        "leader-election=false",
                        "http.port=0"));
        Path hubToken = Files.writeString(folder.resolve("token-of-the-hub"), "0123456789abcdef");
        add(
                "cull",
                List.of(
                        "cull",
                        "--dry-run",
                        "cull.enabled=true",
                        "kafka.bootstrap-servers=" + kafka,
                        "schema-registry.url=" + registry,
                        "hub=default",
                        "hub.url=" + emptyHub(),
                        "hub.token-file=" + hubToken,
                        "api.url=" + api,
                        "api.token-file=" + data.resolve("hub-token"),
                        "http.port=0"));
        add(
                "audit",
                List.of(
                        "audit",
                        "--bootstrap-servers",
                        kafka,
                        "--registry",
                        registry,
                        "--every",
                        "1m",
                        "--listen",
                        "127.0.0.1:0"));
    }

    private HubmeterProcess run(String heap, List<String> arguments) throws IOException {
        HubmeterProcess process = HubmeterProcess.start(folder, heap, arguments);
        parts.push(process);
        return process;
    }

    private void add(String job, List<String> arguments) throws IOException {
        HubmeterProcess process = run("256m", arguments);
        targets.add(new Target(job, URI.create(find(process, METRICS).group(1)), null));
    }

    private static Matcher find(HubmeterProcess process, Pattern pattern) {
        return Awaitility.await(pattern.pattern())
                .atMost(READY_BOUND)
                .failFast(
                        "it ended",
                        () -> assertThat(process.hasEnded())
                                .as(process.output())
                                .isFalse())
                .until(() -> pattern.matcher(process.output()), Matcher::find);
    }

    /** A hub where nothing runs any more. */
    private String emptyHub() throws IOException {
        HttpServer hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(404, -1);
            }
        });
        hub.start();
        parts.push(() -> hub.stop(0));
        return "http://127.0.0.1:%d/hub/api".formatted(hub.getAddress().getPort());
    }

    List<Target> targets() {
        return List.copyOf(targets);
    }

    /** Asks for decisions, as hubs do all day. */
    void ask() {
        for (String question : QUESTIONS) {
            try {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create(api + "/v1/decisions"))
                                .header(
                                        "Authorization",
                                        "Bearer "
                                                + Repository.read(data.resolve("hub-token"))
                                                        .strip())
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(question))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException(answer.toString() + answer.body());
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
