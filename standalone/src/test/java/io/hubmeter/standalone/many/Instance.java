package io.hubmeter.standalone.many;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.view.RemoteUsageConfig;
import io.hubmeter.api.view.RemoteUsageView;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.standalone.HubmeterProcess;
import io.hubmeter.wire.QueryToken;
import io.hubmeter.wire.peer.PeerAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** A process of {@code hubmeter stream} that can be ended and started again at the same port and with the same folder. */
final class Instance implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Pattern LISTENS = Pattern.compile("Queries are answered at (\\S+)");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path folder;
    private final String name;
    private final QueryToken token;
    private HubmeterProcess process;
    private URI uri = URI.create("http://127.0.0.1:0");

    Instance(Path folder, String name, QueryToken token) throws IOException {
        this.folder = folder;
        this.name = name;
        this.token = token;
        this.process = started();
    }

    private HubmeterProcess started() throws IOException {
        return HubmeterProcess.start(
                folder,
                "384m",
                List.of(
                        "stream",
                        "--config",
                        folder.resolve("stream.properties").toString(),
                        "state.folder=" + folder.resolve("state-" + name),
                        "query.port=" + uri.getPort()));
    }

    /** Starts it again. */
    void start() throws IOException {
        process = started();
    }

    /** Waits until it listens. */
    URI listening() {
        Awaitility.await()
                .atMost(BOUND)
                .until(() -> LISTENS.matcher(process.output()).find() || process.hasEnded());
        Matcher told = LISTENS.matcher(process.output());
        assertThat(told.find()).as(process.output()).isTrue();
        uri = URI.create(told.group(1));
        return uri;
    }

    URI uri() {
        return uri;
    }

    /** Waits until it has a copy of its own of everything, which tells how far it goes. */
    void awaitCopies() {
        Awaitility.await().alias(name).atMost(BOUND).until(() -> {
            for (int i = 0; i < Fed.ACCOUNTS; i++) {
                if (status("/query/v1/groups?account="
                                + URLEncoder.encode(Fed.account(i).toString(), StandardCharsets.UTF_8))
                        != 200) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Host and port of the instance that it has passed a question about an account on to; empty if it answered itself. */
    Optional<String> passedOn(AccountId account) throws IOException, InterruptedException {
        String path = "/query/v1/groups?account=" + URLEncoder.encode(account.toString(), StandardCharsets.UTF_8);
        return HTTP.send(
                        HttpRequest.newBuilder(uri.resolve(path))
                                .header("Authorization", token.authorization())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue(PeerAnswer.ANSWERED_BY);
    }

    /** The answer to a request that it must not pass on. */
    private int status(String path) {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(uri.resolve(path))
                                    .header("Hubmeter-Forwarded", "1")
                                    .header("Authorization", token.authorization())
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it said about copies that it had to remove and to restore from their beginning. */
    List<String> removedCopies() {
        return process.output()
                .lines()
                .filter(line -> line.contains("wipe out the local state"))
                .toList();
    }

    /** What it says alone. */
    RemoteUsageView view() {
        return new RemoteUsageView(RemoteUsageConfig.of(uri).with(token));
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    /** Has it take no step until {@link #resume()}: it keeps its connections and takes new ones, and answers nobody. */
    void pause() throws IOException, InterruptedException {
        process.signal("STOP");
    }

    void resume() throws IOException, InterruptedException {
        process.signal("CONT");
    }

    void stop() throws InterruptedException {
        assertThat(process.stop()).as(process.output()).isZero();
    }

    @Override
    public void close() {
        process.close();
    }
}
