package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a namespace, or of all, as the API server lists and watches them.
 *
 * <p>Pods come as JSON, not as objects, so that one that cannot be read spoils nothing but itself. Nothing is retried here. A
 * watch is one streamed response on the HTTP/2 connection whose pings the client minds; it ends by itself after about five
 * minutes, as the server is asked to, so that a server behind a balancer is left now and then.
 */
final class PodApi {
    private static final int LARGEST_PAGE = 5_000;
    private static final long WATCH_SECONDS = 240;
    private static final long WATCH_JITTER_SECONDS = 120;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final String path;
    private final String selector;
    private int pageSize;

    /**
     * Pods that a selector selects.
     *
     * @param namespace null for all
     */
    PodApi(KubernetesClient client, @Nullable String namespace, String selector, int pageSize) {
        this.client = client;
        this.path = namespace == null ? "api/v1/pods" : "api/v1/namespaces/" + namespace + "/pods";
        this.selector = selector;
        this.pageSize = pageSize;
    }

    /**
     * A page of a consistent list, read from the store, not from a cache that may lag behind.
     *
     * @param next where the page before said that this one begins; null for the first
     * @throws ApiFailure if the server refuses; {@link ApiFailure#isGone} if the list has become too old to be continued
     */
    PodPage page(@Nullable String next) throws ApiFailure, IOException, InterruptedException {
        return page(pageSize, next);
    }

    /** Asks for larger pages from now on, so that a list is through before the server forgets its version. */
    void largerPages() {
        pageSize = Math.min(pageSize * 2, LARGEST_PAGE);
    }

    /** The version of the cluster's store now. */
    long version() throws ApiFailure, IOException, InterruptedException {
        return page(1, null).version();
    }

    private PodPage page(int limit, @Nullable String next) throws ApiFailure, IOException, InterruptedException {
        String query = "limit=" + limit + (next == null ? "" : "&continue=" + encoded(next));
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(uri(query))
                .timeout(Answers.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .build();
        HttpResponse<byte[]> response = Answers.await(client.getHttpClient().sendAsync(request, byte[].class));
        if (!response.isSuccessful()) {
            throw Refusals.of(response, response.body());
        }
        JsonNode list = JSON.readTree(response.body());
        List<JsonNode> pods = new ArrayList<>();
        list.path("items").forEach(pods::add);
        String more = list.path("metadata").path("continue").asText("");
        return new PodPage(
                pods,
                Versions.of(list).orElseThrow(() -> new IOException("GET " + path + ": the list has no version")),
                more.isEmpty() ? null : more);
    }

    /**
     * Everything that happens to the pods after a version, until the server or the network ends it.
     *
     * @throws ApiFailure if the server refuses
     */
    WatchStream watch(long version) throws ApiFailure, IOException, InterruptedException {
        long seconds = WATCH_SECONDS + ThreadLocalRandom.current().nextLong(WATCH_JITTER_SECONDS);
        String query =
                "watch=true&allowWatchBookmarks=true&resourceVersion=%d&timeoutSeconds=%d".formatted(version, seconds);
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(uri(query))
                .forStreaming()
                .build();
        ReadAhead body = new ReadAhead();
        HttpResponse<AsyncBody> response = Answers.await(client.getHttpClient().consumeBytes(request, body));
        body.begin(response.body());
        if (!response.isSuccessful()) {
            try (body) {
                throw Refusals.of(response, body.readNBytes(Refusals.MOST_BYTES));
            }
        }
        return new WatchStream(body);
    }

    private URI uri(String query) {
        return URI.create(client.getMasterUrl() + path + "?" + query + "&labelSelector=" + encoded(selector));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
