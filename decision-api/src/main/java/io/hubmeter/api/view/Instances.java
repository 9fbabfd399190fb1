package io.hubmeter.api.view;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The instances behind the query endpoint. A request goes to the one that answered last; if that cannot be reached or says
 * that it has no copy, the next is asked, each once. One that cannot be connected to is tried once more, but only one per
 * request, as connections that were kept open are often gone after a restart.
 */
final class Instances implements AutoCloseable {
    private static final int UNAVAILABLE = 503;
    private static final int SHOWN_LENGTH = 300;

    private final List<URI> instances;
    private final HttpClient client;
    private final AtomicInteger preferred = new AtomicInteger();

    Instances(List<URI> instances, Duration connectTimeout) {
        this.instances = instances;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    /** The first answer with one of the expected statuses, and who gave it. */
    record Told<T>(URI instance, HttpResponse<T> response) {}

    /**
     * Asks.
     *
     * @param shape makes the request for an instance
     * @param expected the statuses that are answers
     * @throws UsageUnavailable if none of the instances answered in time; names each and its failure
     */
    <T> Told<T> ask(
            String what,
            Function<URI, HttpRequest.Builder> shape,
            HttpResponse.BodyHandler<T> handler,
            Set<Integer> expected,
            Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        List<String> failures = new ArrayList<>();
        Throwable cause = null;
        int first = preferred.get();
        boolean mayRetry = true;
        for (int i = 0; i < instances.size(); i++) {
            int index = (first + i) % instances.size();
            URI instance = instances.get(index);
            try {
                HttpResponse<T> response;
                try {
                    response = send(shape.apply(instance).build(), handler, end);
                } catch (IOException e) {
                    if (!mayRetry) {
                        throw e;
                    }
                    mayRetry = false;
                    response = send(shape.apply(instance).build(), handler, end);
                }
                if (expected.contains(response.statusCode())) {
                    preferred.set(index);
                    return new Told<>(instance, response);
                }
                failures.add("%s answered %d%s".formatted(instance, response.statusCode(), told(response.body())));
                discard(response.body());
                if (response.statusCode() != UNAVAILABLE) {
                    break;
                }
            } catch (TimeoutException e) {
                failures.add("%s did not answer within %d ms".formatted(instance, deadline.toMillis()));
                cause = e;
                break;
            } catch (IOException e) {
                failures.add("%s: %s".formatted(instance, reason(e)));
                cause = e;
            }
        }
        String message = what + ": " + String.join("; ", failures);
        throw cause == null ? new UsageUnavailable(message) : new UsageUnavailable(message, cause);
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler, long end)
            throws IOException, TimeoutException {
        CompletableFuture<HttpResponse<T>> answer = client.sendAsync(request, handler);
        try {
            // Covers the body too, which the timeout of a request does not.
            return answer.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw e;
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new UsageUnavailable(request.uri() + ": interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    private static String told(@Nullable Object body) {
        if (!(body instanceof byte[] bytes) || bytes.length == 0) {
            return "";
        }
        String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        return ": " + (text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…");
    }

    private static void discard(@Nullable Object body) throws IOException {
        if (body instanceof AutoCloseable open) {
            try {
                open.close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    /** Connection failures often have no message of their own. */
    private static String reason(Throwable thrown) {
        Throwable cause = thrown.getCause();
        String message = thrown.getMessage();
        String name = thrown.getClass().getSimpleName();
        return message == null ? (cause == null ? name : name + " by " + reason(cause)) : name + ": " + message;
    }

    /** Ends requests under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
