package io.hubmeter.collector.config;

import io.hubmeter.core.problem.Excerpt;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** How Kafka and the schema registry are reached; the same settings for every part that needs them. */
public final class KafkaSettings {
    private static final String BOOTSTRAP = "kafka.bootstrap-servers";
    private static final String PROPERTIES = "kafka.properties-file";
    private static final String REGISTRY = "schema-registry.url";

    private KafkaSettings() {}

    /**
     * Declares the settings, as a group of their own.
     *
     * @param reserved which of Kafka's own properties are refused, as the end of "Those that"
     */
    public static Declarer declare(Declarer declarer, String reserved) {
        return declarer.group("Kafka")
                .required(BOOTSTRAP, ListForms.hostsAndPorts(), "Where Kafka is reached first; the topics must exist.")
                .open(
                        PROPERTIES,
                        Forms.file(),
                        "none",
                        "Further properties of Kafka's clients, for instance for TLS and SASL, as a properties file. Those that "
                                + reserved + " are refused.")
                .required(REGISTRY, Forms.url(), "The schema registry, one that speaks the API of Confluent's.");
    }

    /**
     * The further properties of Kafka's clients, by name; may be empty.
     *
     * @param isReserved whether a property is refused, which is then a problem
     * @param owner who sets those itself, for the message
     */
    public static Map<String, String> clientProperties(
            SettingReader reader, Predicate<String> isReserved, String owner) {
        Path file = reader.get(PROPERTIES, Path.class);
        Map<String, String> properties = new LinkedHashMap<>();
        if (file != null) {
            PropertiesText.read(file, reader.problems()).forEach((key, given) -> {
                properties.put(key, given.text());
                if (isReserved.test(key)) {
                    reader.problems()
                            .add(new ConfigProblem(
                                    given.where(),
                                    null,
                                    Excerpt.quoted(key),
                                    "properties that %s does not set itself".formatted(owner),
                                    null));
                }
            });
        }
        return properties;
    }

    /** How Kafka is reached, once everything was found acceptable. */
    public static KafkaConfig kafka(SettingReader reader, Map<String, String> clientProperties) {
        return new KafkaConfig(reader.need(BOOTSTRAP, String.class), clientProperties);
    }

    /** The schema registry, likewise. */
    public static URI registry(SettingReader reader) {
        return reader.need(REGISTRY, URI.class);
    }
}
