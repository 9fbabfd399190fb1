package io.hubmeter.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.standalone.broker.BrokerSettings;
import io.hubmeter.standalone.broker.EmbeddedBroker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A write that no broker acknowledged must not be the last one: whoever needs a schema then could never start again. */
class RegistryOutageIT {
    @Test
    @Tag("nightly")
    void writesGoOnWhenTheBrokerIsBack(@TempDir Path folder) throws Exception {
        EmbeddedBroker broker = EmbeddedBroker.start(BrokerSettings.of(folder, 0));
        int port = Integer.parseInt(
                broker.bootstrapServers().substring(broker.bootstrapServers().lastIndexOf(':') + 1));
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(broker.bootstrapServers(), 0);
                HttpClient http = HttpClient.newHttpClient()) {
            assertThat(register(http, registry, "first", "long").statusCode()).isEqualTo(200);
            broker.close();
            assertThat(register(http, registry, "second", "string").statusCode())
                    .isEqualTo(500);
            broker = EmbeddedBroker.start(BrokerSettings.of(folder, port));

            HttpResponse<String> second = register(http, registry, "second", "string");
            HttpResponse<String> third = register(http, registry, "third", "int");
            assertThat(List.of(second.statusCode(), third.statusCode()))
                    .as("%s, %s", second.body(), third.body())
                    .containsOnly(200);
            assertThat(second.body()).isNotEqualTo(third.body());
            assertThat(register(http, registry, "first", "long").body()).isEqualTo("{\"id\":1}");
        } finally {
            broker.close();
        }
    }

    private static HttpResponse<String> register(
            HttpClient http, EmbeddedRegistry registry, String subject, String type) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(registry.uri() + "/subjects/" + subject + "/versions"))
                        .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                        .POST(BodyPublishers.ofString("{\"schema\":\"\\\"" + type + "\\\"\"}"))
                        .build(),
                BodyHandlers.ofString());
    }
}
