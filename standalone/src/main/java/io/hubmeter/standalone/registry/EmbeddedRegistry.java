package io.hubmeter.standalone.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry within this process, on the loopback address only, that Confluent's own clients can use. Its
 * entries are in the compacted topic {@code _schemas} of a broker and there again after the next start. One registry
 * at a time may use the topic.
 */
public final class EmbeddedRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final String HOST = "127.0.0.1";
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int LARGEST_REQUEST_BYTES = 1 << 20;
    private static final int MOST_CONNECTIONS = 256;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DurableLedger ledger;
    private final WebServer server;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedRegistry(DurableLedger ledger, WebServer server) {
        this.ledger = ledger;
        this.server = server;
    }

    /**
     * Starts a registry and returns once it has read its entries and answers.
     *
     * @param bootstrap address of the broker that keeps the entries
     * @param port to listen on; 0 takes a free one
     * @throws RuntimeException if the broker does not answer, or the port is taken; the message names which
     */
    public static EmbeddedRegistry start(String bootstrap, int port) {
        DurableLedger ledger = DurableLedger.open(bootstrap);
        try {
            return new EmbeddedRegistry(ledger, serve(new RegistryRoutes(ledger), port));
        } catch (RuntimeException e) {
            ledger.close();
            throw e;
        }
    }

    private static WebServer serve(RegistryRoutes routes, int port) {
        WebServer server = WebServer.builder()
                .host(HOST)
                .port(port)
                .shutdownHook(false)
                .maxPayloadSize(LARGEST_REQUEST_BYTES)
                .maxTcpConnections(MOST_CONNECTIONS)
                .addRouting(HttpRouting.builder().any((request, response) -> handle(routes, request, response)))
                .build()
                .start();
        // A port that is taken is only logged by the server.
        if (!server.isRunning()) {
            throw new IllegalStateException("schema registry: port " + port + " on " + HOST
                    + " cannot be listened on; stop the program that has it, or choose another port");
        }
        return server;
    }

    private static void handle(RegistryRoutes routes, ServerRequest request, ServerResponse response) {
        Answer answer;
        try {
            answer = routes.answer(parsed(request));
        } catch (RegistryError e) {
            answer = e.answer();
        } catch (HttpException e) {
            int status = e.status().code();
            answer = Answer.error(status, status, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error(
                    "schema registry: {} {} failed",
                    request.prologue().method(),
                    request.path().rawPath(),
                    e);
            answer = Answer.error(500, 50001, "the registry failed; its log says why");
        }
        response.status(Status.create(answer.status()))
                .header(HeaderNames.CONTENT_TYPE, MEDIA_TYPE)
                .send(json(answer.body()));
    }

    private static RegistryRequest parsed(ServerRequest request) {
        Map<String, String> query = new HashMap<>();
        request.query()
                .names()
                .forEach(name -> query.put(name, request.query().first(name).orElse("")));
        String body = request.content().hasEntity() ? request.content().as(String.class) : "";
        return new RegistryRequest(
                request.prologue().method().text(),
                RegistryRequest.segments(request.path().rawPath()),
                query,
                body);
    }

    private static byte[] json(Object body) {
        try {
            return body instanceof Schema schema
                    ? schema.toString().getBytes(StandardCharsets.UTF_8)
                    : JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens, without a slash at the end. */
    public URI uri() {
        return URI.create("http://" + HOST + ":" + server.port());
    }

    /** Stops listening, then lets go of the broker; further calls do nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            server.stop();
            ledger.close();
        }
    }
}
