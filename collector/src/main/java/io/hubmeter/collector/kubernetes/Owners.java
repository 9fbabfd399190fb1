package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whom Dask clusters belong to. A {@code DaskCluster} is there before its pods, but may be deleted before them, so what was
 * once read is kept. One thread at a time.
 */
final class Owners {
    /** The kind of the objects. */
    static final String KIND = "DaskCluster";

    private static final int NOT_FOUND = 404;
    private static final long PATIENCE_MS = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final Map<String, String> users;

    /**
     * Owners as known so far.
     *
     * @param known the user of each cluster, by {@link #key}
     */
    Owners(KubernetesClient client, Map<String, String> known) {
        this.client = client;
        this.users = new HashMap<>(known);
    }

    /** What a cluster is known by. */
    static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    /** The user who owns a cluster, as far as is known without asking; null if it is not. */
    @Nullable
    String known(String namespace, String name) {
        return users.get(key(namespace, name));
    }

    /**
     * Asks for the user who owns a cluster.
     *
     * @return null if there is no such cluster, or it names nobody
     */
    @Nullable
    String ask(String namespace, String name) throws ApiFailure, IOException, InterruptedException {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URI.create(client.getMasterUrl()
                        + "apis/gateway.dask.org/v1alpha1/namespaces/%s/daskclusters/%s".formatted(namespace, name)))
                .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .build();
        HttpResponse<byte[]> response = Answers.await(client.getHttpClient().sendAsync(request, byte[].class));
        if (response.code() == NOT_FOUND) {
            return null;
        }
        if (!response.isSuccessful()) {
            throw Refusals.of(response, response.body());
        }
        JsonNode user = JSON.readTree(response.body()).path("spec").path("username");
        if (!user.isTextual() || user.asText().isEmpty()) {
            return null;
        }
        users.put(key(namespace, name), user.asText());
        return user.asText();
    }
}
