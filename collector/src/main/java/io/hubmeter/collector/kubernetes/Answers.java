package io.hubmeter.collector.kubernetes;

import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for answers of the API server, not for ever. */
final class Answers {
    /** How long an answer may take to begin. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private Answers() {}

    static <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> answer)
            throws IOException, InterruptedException {
        try {
            return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + PATIENCE.toSeconds() + " s", e);
        } finally {
            answer.cancel(true);
        }
    }
}
