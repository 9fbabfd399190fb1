package io.hubmeter.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client does with each answer; that it is understood by a registry, the contract shows elsewhere. */
class HttpSchemaRegistryTest {

    private static final Schema SCHEMA =
            SchemaBuilder.record("Person").fields().requiredString("name").endRecord();

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();
    private final List<String> authorizations = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private HttpServer server;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath() + " " + body);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            Answer answer = answers.removeFirst();
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aSchemaIsSentUnderItsSubject() {
        answers.add(new Answer(200, "{\"id\":7}"));

        try (var registry = client("")) {
            assertThat(registry.register("a b/c-value", SCHEMA)).isEqualTo(7);
        }

        assertThat(requests)
                .containsExactly(
                        "POST /apis/subjects/a%20b%2Fc-value/versions {\"schema\":\"{\\\"type\\\":\\\"record\\\","
                                + "\\\"name\\\":\\\"Person\\\",\\\"fields\\\":[{\\\"name\\\":\\\"name\\\",\\\"type\\\":\\\"string\\\"}]}\"}");
    }

    @Test
    void aBusyRegistryIsAskedAgain() {
        answers.add(new Answer(503, ""));
        answers.add(new Answer(429, "slow down"));
        answers.add(new Answer(200, "{\"id\":7}"));

        try (var registry = client("")) {
            assertThat(registry.idOf("s", SCHEMA)).isEqualTo(7);
        }
    }

    @Test
    void afterTheLastAttemptTheRegistryIsUnreachable() {
        answers.addAll(List.of(new Answer(500, ""), new Answer(500, ""), new Answer(500, "")));

        try (var registry = client("")) {
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(RegistryException.Unreachable.class)
                    .hasMessageContaining("GET /schemas/ids/1: status 500 after 3 attempts");
        }
        assertThat(requests).hasSize(3);
    }

    @Test
    void aRefusalIsNotTriedAgain() {
        answers.add(new Answer(409, "{\"error_code\":409,\"message\":\"too different\"}"));

        try (var registry = client("")) {
            assertThatThrownBy(() -> registry.register("s", SCHEMA))
                    .isInstanceOf(RegistryException.Refused.class)
                    .hasMessageContaining("POST /subjects/s/versions: too different (status 409, error code 409)");
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void anAnswerThatIsNoJsonIsARefusal() {
        answers.add(new Answer(200, "<html>"));

        try (var registry = client("")) {
            assertThatThrownBy(() -> registry.schemaById(1)).isInstanceOf(RegistryException.Refused.class);
        }
    }

    @Test
    void userAndPasswordAreSentAndNeverShown() {
        answers.add(new Answer(401, ""));

        try (var registry = client("ana:secret@")) {
            assertThatThrownBy(() -> registry.schemaById(1)).hasMessageNotContaining("secret");
        }
        assertThat(authorizations).containsExactly("Basic YW5hOnNlY3JldA==");
    }

    @Test
    void nobodyListeningIsUnreachable() {
        server.stop(0);

        try (var registry = client("")) {
            assertThatThrownBy(() -> registry.schemaById(1))
                    .isInstanceOf(RegistryException.Unreachable.class)
                    .hasMessageContaining("no answer after 3 attempts");
        }
    }

    private HttpSchemaRegistry client(String user) {
        var address =
                URI.create("http://" + user + "127.0.0.1:" + server.getAddress().getPort() + "/apis/");
        return new HttpSchemaRegistry(address, Duration.ofSeconds(5), 3);
    }
}
