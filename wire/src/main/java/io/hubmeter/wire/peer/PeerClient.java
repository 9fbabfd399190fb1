package io.hubmeter.wire.peer;

import io.hubmeter.wire.QueryToken;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Asks other processes over HTTP/1.1, each question on a virtual thread of its own, which writes, waits and reads itself. Connections are
 * kept for further questions; nothing is asked twice. Safe for use by many threads.
 */
public final class PeerClient implements AutoCloseable {
    /** Connections to one other process; further questions wait for one. */
    private static final int MOST_CONNECTIONS = 256;

    private static final TimeValue KEPT = TimeValue.ofMinutes(1);

    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final @Nullable QueryToken token;

    /**
     * A client without connections so far.
     *
     * @param connectTimeout how long to wait for a connection
     * @param token what everybody is shown; null for nothing
     */
    public PeerClient(Duration connectTimeout, @Nullable QueryToken token) {
        this.token = token;
        this.connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnPerRoute(MOST_CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(connectTimeout))
                        .setTimeToLive(KEPT)
                        .build())
                .build();
        this.client = HttpClients.custom()
                .setConnectionManager(connections)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableDefaultUserAgent()
                .build();
    }

    /** A question under way. */
    @FunctionalInterface
    public interface Pending {
        /** Ends its connection unless the answer was read to its end; the outcome, if there was none so far, is a failure. */
        void cancel();
    }

    /**
     * Asks for an answer that is read as a whole.
     *
     * @param silence how long nothing may come at a time
     * @param mostBytes the largest body; more is a failure
     * @param done is told the outcome, once, on another thread
     */
    public Pending ask(PeerRequest request, Duration silence, int mostBytes, Consumer<PeerOutcome<byte[]>> done) {
        return send(request, silence, (in, pending) -> whole(in, mostBytes), done);
    }

    /**
     * Asks for an answer that is read as it comes. Whoever is told the outcome closes its body, which ends the connection unless it was
     * read to its end; other threads may close it too, and then reading fails.
     *
     * @param silence how long nothing may come at a time
     * @param done is told the outcome, once, on another thread, as soon as the answer has begun
     */
    public Pending open(PeerRequest request, Duration silence, Consumer<PeerOutcome<InputStream>> done) {
        return send(request, silence, Streamed::new, done);
    }

    /** What is made of a body. */
    @FunctionalInterface
    private interface Reading<T> {
        T of(InputStream in, Pending pending) throws IOException;
    }

    private static byte[] whole(InputStream in, int mostBytes) throws IOException {
        try (in) {
            byte[] bytes = in.readNBytes(mostBytes);
            if (bytes.length == mostBytes && in.read() >= 0) {
                throw new IOException("found more, expected a body of at most %d bytes".formatted(mostBytes));
            }
            return bytes;
        }
    }

    private <T> Pending send(PeerRequest asked, Duration silence, Reading<T> reading, Consumer<PeerOutcome<T>> done) {
        HttpUriRequestBase request = asked.toSend();
        if (token != null) {
            request.setHeader("Authorization", token.authorization());
        }
        Timeout timeout = Timeout.of(silence);
        request.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(timeout)
                .setResponseTimeout(timeout)
                .build());
        Pending pending = request::cancel;
        Thread.ofVirtual().name("peer").start(() -> {
            PeerOutcome<T> outcome;
            try {
                outcome = new PeerOutcome<>(answer(request, reading, pending), null);
            } catch (IOException e) {
                pending.cancel();
                forgetIfGone(e);
                outcome = new PeerOutcome<>(null, e);
            } catch (RuntimeException e) {
                pending.cancel();
                outcome = new PeerOutcome<>(null, new IOException(e));
            }
            done.accept(outcome);
        });
        return pending;
    }

    private <T> PeerAnswer<T> answer(HttpUriRequestBase request, Reading<T> reading, Pending pending)
            throws IOException {
        ClassicHttpResponse response;
        try {
            response = client.executeOpen(RoutingSupport.determineHost(request), request, HttpClientContext.create());
        } catch (HttpException e) {
            throw new IOException(e);
        }
        HttpEntity entity = response.getEntity();
        InputStream in = entity == null ? InputStream.nullInputStream() : entity.getContent();
        return new PeerAnswer<>(
                response.getCode(),
                header(response, "Content-Type"),
                header(response, "ETag"),
                header(response, PeerAnswer.ANSWERED_BY),
                reading.of(in, pending));
    }

    private static @Nullable String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /** Who has ended one connection has likely been restarted: others that wait to be used are gone too. */
    private void forgetIfGone(IOException failure) {
        boolean isNotThere = failure instanceof HttpHostConnectException;
        if (failure instanceof NoHttpResponseException || (failure instanceof SocketException && !isNotThere)) {
            connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
        }
    }

    private static final class Streamed extends FilterInputStream {
        private final Pending pending;

        Streamed(InputStream in, Pending pending) {
            super(in);
            this.pending = pending;
        }

        /** Does not read what is left, as the stream itself would. */
        @Override
        public void close() {
            pending.cancel();
        }
    }

    /** Ends all connections; what is under way fails. */
    @Override
    public void close() {
        connections.close(CloseMode.IMMEDIATE);
        client.close(CloseMode.IMMEDIATE);
    }
}
