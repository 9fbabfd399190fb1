package io.hubmeter.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicsPageTest {
    private static final Path PAGE = Path.of("../docs/topics.md");

    static Stream<Topic> topics() {
        return Topics.all().stream();
    }

    /** With {@code -Dhubmeter.docs.update=true} the page is written anew. */
    @Test
    void thePageIsThatOfTheSchemas() throws Exception {
        boolean isUpdate = Boolean.getBoolean("hubmeter.docs.update");
        for (Topic topic : isUpdate ? Topics.all() : List.<Topic>of()) {
            ExampleRecords.tidy(topic);
        }
        String page = new TopicsPage().markdown();
        if (isUpdate) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("%s; to write it anew: -Dhubmeter.docs.update=true", PAGE)
                .isEqualTo(page);
    }

    /** An example is a record of its topic: it can be written and read, and says the same then. */
    @ParameterizedTest
    @MethodSource("topics")
    void anExampleIsARecordOfItsTopic(Topic topic) {
        assertThat(written(ExampleRecords.of(topic), topic)).isEqualTo(ExampleRecords.text(topic));
    }

    @SuppressWarnings("unchecked")
    private static <T extends SpecificRecord> String written(T example, Topic topic) {
        try (var serde = ConfluentAvroSerde.of((Class<T>) example.getClass(), new InMemorySchemaRegistry())) {
            byte[] bytes = serde.serializer().serialize(topic.name(), example);
            return ExampleRecords.text(serde.deserializer().deserialize(topic.name(), bytes));
        }
    }

    @Test
    void nothingIsSaidOfTopicsThatAreNone() throws Exception {
        var properties = new java.util.Properties();
        properties.load(
                new java.io.StringReader(Files.readString(Path.of("src/test/resources/docs/topics.properties"))));

        assertThat(properties.stringPropertyNames().stream().map(key -> key.substring(0, key.lastIndexOf('.'))))
                .allMatch(name -> topics().anyMatch(topic -> topic.name().equals(name)));
    }
}
