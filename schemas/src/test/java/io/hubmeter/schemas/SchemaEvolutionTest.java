package io.hubmeter.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.schemas.registry.Compatibility;
import io.hubmeter.schemas.registry.SchemaText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaEvolutionTest {

    private static final Path RELEASED = Path.of("src/test/resources/released");
    private static final boolean RELEASE = Boolean.getBoolean("hubmeter.schemas.release");

    static Stream<Topic> topics() {
        return Topics.all().stream();
    }

    /** With {@code -Dhubmeter.schemas.release=true} a schema that differs is written as the next version. */
    @ParameterizedTest
    @MethodSource("topics")
    void theCurrentSchemaIsTheNewestReleasedOne(Topic topic) {
        if (RELEASE && !isNewest(topic)) {
            ReleasedSchemas.release(topic);
        }

        assertThat(isNewest(topic))
                .as(
                        "%s equals its newest released version; run the tests with -Dhubmeter.schemas.release=true "
                                + "to release it",
                        topic.subject())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void theCurrentSchemaReadsEveryReleasedOne(Topic topic) {
        for (Schema released : ReleasedSchemas.of(topic)) {
            assertThat(SchemaCompatibility.checkReaderWriterCompatibility(topic.schema(), released)
                            .getResult()
                            .getIncompatibilities())
                    .as(topic.subject())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyReleasedSchemaWasAcceptedByTheRegistry(Topic topic) {
        var released = ReleasedSchemas.of(topic);
        for (int version = 1; version < released.size(); version++) {
            assertThat(Compatibility.BACKWARD_TRANSITIVE.objection(
                            released.get(version), released.subList(0, version).reversed()))
                    .as("%s version %d", topic.subject(), version + 1)
                    .isEmpty();
        }
    }

    /** A version in a folder of no topic, or behind a gap, would be held against nothing. */
    @Test
    void everyReleasedVersionIsLookedAt() throws Exception {
        var lookedAt = Topics.all().stream()
                .flatMap(topic -> IntStream.rangeClosed(
                                1, ReleasedSchemas.of(topic).size())
                        .mapToObj(version -> topic.subject() + "/" + version + ".avsc"))
                .toList();
        try (Stream<Path> files = Files.walk(RELEASED)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> RELEASED.relativize(file).toString()))
                    .containsExactlyInAnyOrderElementsOf(lookedAt);
        }
    }

    private static boolean isNewest(Topic topic) {
        var released = ReleasedSchemas.of(topic);
        return !released.isEmpty() && released.getLast().toString().equals(SchemaText.of(topic.schema()));
    }
}
