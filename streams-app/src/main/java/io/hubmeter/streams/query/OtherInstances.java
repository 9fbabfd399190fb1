package io.hubmeter.streams.query;

import io.hubmeter.wire.QueryToken;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests to other instances as they are, with a header that says so. Who gets that header answers from copies of its own, so
 * requests do not go in circles. Connections are kept for further requests. Safe for use by many threads.
 */
final class OtherInstances implements AutoCloseable {
    /** Says that another instance has passed the request on. */
    static final String FORWARDED = "Hubmeter-Forwarded";

    private static final Duration CONNECT = Duration.ofMillis(500);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .build();
    private final @Nullable QueryToken token;

    OtherInstances(@Nullable QueryToken token) {
        this.token = token;
    }

    /** The whole answer, which is not larger than the endpoint itself would give. */
    CompletableFuture<HttpResponse<byte[]>> ask(HostInfo instance, QueryCall call, String target, Duration deadline) {
        return client.sendAsync(
                request(instance, call, target, deadline),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), QueryAnswer.MOST_BYTES));
    }

    /** The answer as it comes; the deadline is for its beginning. */
    CompletableFuture<HttpResponse<InputStream>> stream(
            HostInfo instance, QueryCall call, String target, Duration deadline) {
        return client.sendAsync(request(instance, call, target, deadline), BodyHandlers.ofInputStream());
    }

    private HttpRequest request(HostInfo instance, QueryCall call, String target, Duration deadline) {
        byte[] body = call.body();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + instance.host() + ":" + instance.port() + target))
                .method(call.method(), body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .timeout(deadline)
                .header(FORWARDED, "1");
        String tag = call.header("If-None-Match");
        if (tag != null) {
            request.header("If-None-Match", tag);
        }
        if (token != null) {
            request.header("Authorization", token.authorization());
        }
        return request.build();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
