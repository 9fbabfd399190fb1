package io.hubmeter.bench.collector;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How fast the API server tells the same changes to the same HTTP client when nobody looks at more than the ends of lines. */
final class BareWatch {
    private static final int BUFFER = 64 << 10;
    private static final long PATIENCE_S = 30;
    private static final int WATCH_S = 240;

    private final KubernetesClient client;
    private final String namespace;

    /**
     * What was read.
     *
     * @param perSecond events per second, from the first bytes on
     * @param bytes of all of them
     */
    record Read(double perSecond, long bytes) {}

    /** Reads the pods of a namespace; the client stays the caller's to close. */
    BareWatch(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** Reads so many events that came after a version; there must be as many. */
    Read read(long version, int events) throws IOException, InterruptedException {
        String query = "watch=true&resourceVersion=%d&timeoutSeconds=%d&labelSelector=%s"
                .formatted(version, WATCH_S, URLEncoder.encode(CollectorRun.SELECTOR, StandardCharsets.UTF_8));
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri("%sapi/v1/namespaces/%s/pods?%s".formatted(client.getMasterUrl(), namespace, query))
                .forStreaming()
                .build();
        try (InputStream body = open(request)) {
            byte[] buffer = new byte[BUFFER];
            int length = body.read(buffer);
            long start = System.nanoTime();
            long bytes = 0;
            int lines = 0;
            while (length >= 0) {
                bytes += length;
                lines += lines(buffer, length);
                if (lines >= events) {
                    return new Read(events * 1e9 / (System.nanoTime() - start), bytes);
                }
                length = body.read(buffer);
            }
            throw new IOException(
                    "bare watch: found %d events after version %d, expected %d".formatted(lines, version, events));
        }
    }

    private InputStream open(HttpRequest request) throws IOException, InterruptedException {
        try {
            HttpResponse<InputStream> response =
                    client.getHttpClient().sendAsync(request, InputStream.class).get(PATIENCE_S, TimeUnit.SECONDS);
            if (!response.isSuccessful()) {
                throw new IOException("bare watch: found status %d, expected 200".formatted(response.code()));
            }
            return response.body();
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("bare watch: no answer", e);
        }
    }

    private static int lines(byte[] buffer, int length) {
        int lines = 0;
        for (int i = 0; i < length; i++) {
            if (buffer[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }
}
