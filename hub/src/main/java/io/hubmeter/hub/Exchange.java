package io.hubmeter.hub;

import io.hubmeter.core.problem.Excerpt;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One request and its whole answer, within a bound of time and of bytes. Redirections are not followed, so that a token goes
 * where it was sent and nowhere else. Any threads.
 */
public final class Exchange implements AutoCloseable {
    private final HttpClient http;
    private final Duration timeout;
    private final int maxBodyBytes;

    private Exchange(HttpClient http, Duration timeout, int maxBodyBytes) {
        this.http = http;
        this.timeout = timeout;
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * Connects when it is needed.
     *
     * @param timeout the longest wait for an answer in full
     * @param maxBodyBytes what is longer is no answer
     * @param trusted whose certificates are believed; null for those that the JDK believes
     */
    public static Exchange within(Duration timeout, int maxBodyBytes, @Nullable SSLContext trusted) {
        HttpClient.Builder http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout);
        if (trusted != null) {
            http.sslContext(trusted);
        }
        return new Exchange(http.build(), timeout, maxBodyBytes);
    }

    /**
     * Sends a request.
     *
     * @throws IOException if no answer came, not all of it in time, or too much
     */
    public HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        // The request's own timeout would end with the headers; this one covers the body as well.
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), maxBodyBytes));
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new IOException("none within " + timeout, late);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /** Why no answer came, for people. */
    public static String reason(@Nullable Throwable failure) {
        StringBuilder reason = new StringBuilder();
        // A refused connection says so in its class only.
        for (Throwable part = failure; part != null && reason.length() < Excerpt.MAX_LENGTH; part = part.getCause()) {
            if (part.getMessage() != null) {
                return Excerpt.ofMessage(part.getMessage());
            }
            reason.append(reason.isEmpty() ? "" : ", ").append(part.getClass().getSimpleName());
        }
        return reason.toString();
    }

    /** Ends requests that are under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
