package io.hubmeter.standalone.cli;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where Kafka and the schema registry are; for commands that need nothing else. */
final class KafkaOptions {
    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Where Kafka is; default: that of the demo, 127.0.0.1:19092.")
    private String bootstrapServers = "127.0.0.1:" + Ports.KAFKA;

    @Option(
            names = "--registry",
            paramLabel = "URL",
            description = "The schema registry; default: that of the demo, http://127.0.0.1:18081.")
    private URI registry = URI.create("http://127.0.0.1:" + Ports.REGISTRY);

    @Option(
            names = "--kafka-properties",
            paramLabel = "FILE",
            description = "Further properties of Kafka's clients, for instance for TLS and SASL.")
    private @Nullable Path propertiesFile;

    String bootstrapServers() {
        return bootstrapServers;
    }

    URI registry() {
        return registry;
    }

    /** What clients need to reach Kafka. */
    Map<String, String> properties() throws IOException {
        Map<String, String> properties = new HashMap<>();
        if (propertiesFile != null) {
            Properties read = new Properties();
            try (Reader reader = Files.newBufferedReader(propertiesFile)) {
                read.load(reader);
            }
            read.stringPropertyNames().forEach(key -> properties.put(key, read.getProperty(key)));
        }
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return properties;
    }
}
