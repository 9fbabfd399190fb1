package io.hubmeter.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.RandomRecords;
import io.hubmeter.schemas.RegistryTopics;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.standalone.broker.SharedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedRegistryIT {

    private static final String PERSON = "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Person\\\","
            + "\\\"fields\\\":[{\\\"name\\\":\\\"name\\\",\\\"type\\\":\\\"string\\\"}]}\"}";
    private static final String NUMBER = "{\"schema\":\"\\\"long\\\"\"}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String subject = SharedBroker.freshName("subject");

    @SuppressWarnings("NullAway.Init")
    private EmbeddedRegistry registry;

    @BeforeEach
    void start() {
        registry = EmbeddedRegistry.start(SharedBroker.bootstrapServers(), 0);
    }

    @AfterEach
    void stop() {
        registry.close();
        http.close();
    }

    @Test
    void entriesAndLevelsAreThereAfterARestart() throws Exception {
        String registered =
                send("POST", "/subjects/" + subject + "/versions", PERSON).body();
        send("PUT", "/config/" + subject, "{\"compatibility\":\"FULL_TRANSITIVE\"}");
        String shown =
                send("GET", "/subjects/" + subject + "/versions/latest", "").body();
        registry.close();

        registry = EmbeddedRegistry.start(SharedBroker.bootstrapServers(), 0);

        // Asked for before it is registered again, which would make a lost entry anew.
        assertThat(send("GET", "/subjects/" + subject + "/versions/1", "").body())
                .isEqualTo(shown);
        assertThat(send("POST", "/subjects/" + subject + "/versions", PERSON).body())
                .isEqualTo(registered);
        assertThat(send("GET", "/config/" + subject, "").body())
                .isEqualTo("{\"compatibilityLevel\":\"FULL_TRANSITIVE\"}");
    }

    @Test
    void anIncompatibleSchemaIs409() throws Exception {
        send("POST", "/subjects/" + subject + "/versions", PERSON);

        var answer = send("POST", "/subjects/" + subject + "/versions", NUMBER);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("\"error_code\":409");
        assertThat(send("POST", "/compatibility/subjects/" + subject + "/versions/latest", NUMBER)
                        .body())
                .isEqualTo("{\"is_compatible\":false}");
    }

    @Test
    void everyAnswerIsOfConfluentsMediaType() throws Exception {
        assertThat(send("GET", "/subjects", "").headers().firstValue("Content-Type"))
                .contains("application/vnd.schemaregistry.v1+json");
    }

    @Test
    void fixedPathsAnswer() throws Exception {
        assertThat(send("GET", "/", "").body()).isEqualTo("{}");
        assertThat(send("GET", "/schemas/types", "").body()).isEqualTo("[\"AVRO\"]");
        assertThat(send("GET", "/mode", "").body()).isEqualTo("{\"mode\":\"READWRITE\"}");
        assertThat(send("GET", "/config", "").body()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
    }

    @Test
    void aSchemaIsFoundByVersionAndById() throws Exception {
        String id = send("POST", "/subjects/" + subject + "/versions", PERSON)
                .body()
                .replaceAll("\\D", "");
        String path = "/subjects/" + subject + "/versions";

        assertThat(send("GET", "/subjects", "").body()).contains("\"" + subject + "\"");
        assertThat(send("GET", path, "").body()).isEqualTo("[1]");
        assertThat(send("GET", path + "/1/schema", "").body()).startsWith("{\"type\":\"record\"");
        assertThat(send("GET", "/schemas/ids/" + id, "").body()).startsWith("{\"schema\":\"{");
        assertThat(send("GET", "/schemas/ids/" + id + "/versions", "").body()).contains("\"" + subject + "\"");
        assertThat(send("POST", "/subjects/" + subject, PERSON).body()).contains("\"id\":" + id, "\"version\":1");
    }

    @Test
    void errorsHaveConfluentsCodes() throws Exception {
        send("POST", "/subjects/" + subject + "/versions", PERSON);

        assertThat(send("GET", "/subjects/unknown/versions", "").body()).contains("40401");
        assertThat(send("GET", "/subjects/" + subject + "/versions/7", "").body())
                .contains("40402");
        assertThat(send("GET", "/schemas/ids/1000000", "").body()).contains("40403");
        assertThat(send("POST", "/subjects/" + subject, NUMBER).body()).contains("40403");
        assertThat(send("POST", "/subjects/s/versions", "{\"schema\":\"nonsense\"}")
                        .body())
                .contains("42201");
        assertThat(send("GET", "/subjects/" + subject + "/versions/zero", "").body())
                .contains("42202");
        assertThat(send("PUT", "/config", "{\"compatibility\":\"SOMETIMES\"}").body())
                .contains("42203");
        assertThat(send("POST", "/subjects/s/versions", "{").statusCode()).isEqualTo(400);
        assertThat(send("DELETE", "/subjects/" + subject, "").statusCode()).isEqualTo(405);
        assertThat(send("GET", "/nowhere", "").statusCode()).isEqualTo(404);
    }

    /** Refused by its length alone: nothing of the body is sent, so nothing can be cut off while it is. */
    @Test
    void aRequestOfMoreThanAMebibyteIs413() throws Exception {
        String head = "POST /subjects/s/versions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n";
        try (var socket = new Socket(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                registry.uri().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

            byte[] answer = socket.getInputStream().readNBytes("HTTP/1.1 413".length());

            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void aTakenPortIsNamed() {
        int port = registry.uri().getPort();

        assertThatThrownBy(() -> EmbeddedRegistry.start(SharedBroker.bootstrapServers(), port))
                .hasMessageContaining("port " + port + " on 127.0.0.1");
    }

    @Test
    void theCatalogueIsRegisteredAndARecordIsReadBack() throws Exception {
        String topic = SharedBroker.freshName("pods");
        try (var client = new HttpSchemaRegistry(registry.uri())) {
            assertThat(RegistryTopics.register(client)).hasSize(Topics.all().size());
            create(topic);
            var written = new RandomRecords(1).next(PodRecord.class);
            write(topic, written, ConfluentAvroSerde.of(PodRecord.class, client));

            assertThat(read(topic, ConfluentAvroSerde.of(PodRecord.class, client)))
                    .isEqualTo(written);
        }
        assertThat(send("GET", "/config/hubmeter.pods-value", "").body()).contains("BACKWARD_TRANSITIVE");
    }

    private static void create(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", SharedBroker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static void write(String topic, PodRecord value, ConfluentAvroSerde<PodRecord> serde) throws Exception {
        Map<String, Object> config = Map.of("bootstrap.servers", SharedBroker.bootstrapServers());
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), serde.serializer())) {
            producer.send(new ProducerRecord<>(topic, "realm/user", value)).get();
        }
    }

    private static PodRecord read(String topic, ConfluentAvroSerde<PodRecord> serde) {
        Map<String, Object> config = Map.of("bootstrap.servers", SharedBroker.bootstrapServers());
        var partition = new TopicPartition(topic, 0);
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), serde.deserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (int polls = 0; polls < 60; polls++) {
                var records = consumer.poll(Duration.ofSeconds(1)).records(partition);
                if (!records.isEmpty()) {
                    return records.getFirst().value();
                }
            }
        }
        throw new AssertionError("no record in " + topic);
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        return http.send(
                HttpRequest.newBuilder(URI.create(registry.uri() + path))
                        .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                        .method(method, publisher)
                        .build(),
                BodyHandlers.ofString());
    }
}
