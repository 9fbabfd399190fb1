package io.hubmeter.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SerdeProperties {

    private static final long SEED = Long.getLong("hubmeter.seed", 20_261_101L);
    private static final int RECORDS = 200;

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

    static Stream<Topic> topics() {
        return Topics.all().stream();
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyRecordSurvivesItsSerde(Topic topic) {
        var serde = serde(topic);
        var random = new RandomRecords(SEED);
        for (int i = 0; i < RECORDS; i++) {
            SpecificRecord record = random.next(type(topic));
            byte[] bytes = serde.serializer().serialize(topic.name(), record);
            assertThat(serde.deserializer().deserialize(topic.name(), bytes))
                    .as("%s, seed %d, record %d", topic.name(), SEED, i)
                    .isEqualTo(record);
        }
    }

    @ParameterizedTest
    @MethodSource("topics")
    void everyCutRecordIsRefused(Topic topic) {
        var serde = serde(topic);
        byte[] bytes = serde.serializer().serialize(topic.name(), new RandomRecords(SEED).next(type(topic)));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> serde.deserializer().deserialize(topic.name(), cut))
                    .as("%s, seed %d, cut to %d of %d bytes", topic.name(), SEED, length, bytes.length)
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining(topic.name());
        }
    }

    private ConfluentAvroSerde<SpecificRecord> serde(Topic topic) {
        return ConfluentAvroSerde.of(type(topic), registry);
    }

    @SuppressWarnings("unchecked")
    private static Class<SpecificRecord> type(Topic topic) {
        return (Class<SpecificRecord>) SpecificData.get().getClass(topic.schema());
    }
}
