package io.hubmeter.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.registry.Compatibility;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.schemas.registry.RegistryException;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class ConfluentAvroSerdeTest {

    private static final String TOPIC = "hubmeter.accounts";

    private final CountingRegistry registry = new CountingRegistry();
    private final ConfluentAvroSerde<AccountRecord> serde = ConfluentAvroSerde.of(AccountRecord.class, registry);

    @Test
    void aRecordBeginsWithZeroAndTheSchemaIdInFourBytes() {
        registry.register("another-value", PolicyRecord.getClassSchema());
        int id = serde.register(TOPIC);

        assertThat(ByteBuffer.wrap(bytes()).get()).isZero();
        assertThat(ByteBuffer.wrap(bytes()).getInt(1)).isEqualTo(id).isEqualTo(2);
    }

    @Test
    void aTombstoneIsNullInBothDirections() {
        assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
        assertThat(serde.deserializer().deserialize(TOPIC, (byte[]) null)).isNull();
        assertThat(registry.questions).isZero();
    }

    @Test
    void theRegistryIsAskedOnceForWritingAndOnceForReading() {
        for (int i = 0; i < 10; i++) {
            serde.deserializer().deserialize(TOPIC, bytes());
        }

        assertThat(registry.questions).isEqualTo(2);
    }

    @Test
    void eachTopicHasItsOwnSubject() {
        serde.register("one");
        serde.register("two");

        assertThat(registry.idOf("one-value", AccountRecord.getClassSchema()))
                .isEqualTo(registry.idOf("two-value", AccountRecord.getClassSchema()));
    }

    @Test
    void anotherMagicByteIsNamed() {
        byte[] bytes = bytes();
        bytes[0] = '{';

        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessage("topic hubmeter.accounts: magic byte: found 0x7b, expected 0x00");
    }

    @Test
    void anUnknownSchemaIdIsNamed() {
        byte[] bytes = bytes();
        bytes[4] = 99;

        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class)
                .hasMessage("topic hubmeter.accounts: schema id 99: the registry has no such schema");
    }

    @Test
    void aPayloadThatEndsEarlyIsNamed() {
        byte[] bytes = bytes();

        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("topic hubmeter.accounts: schema id 1: payload");
    }

    @Test
    void bytesAfterTheRecordAreRefused() {
        byte[] bytes = bytes();

        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("found bytes after the end of the record");
    }

    @Test
    void aRecordOfAnotherTypeIsRefused() {
        var readings = ConfluentAvroSerde.of(ReadingRecord.class, registry);

        assertThatThrownBy(() -> readings.deserializer().deserialize(TOPIC, bytes()))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("cannot be read as io.hubmeter.schemas.avro.ReadingRecord");
    }

    /** Otherwise a registry that is down would turn good records into rejects. */
    @Test
    void aSilentRegistryIsNotABadRecord() {
        byte[] bytes = bytes();
        registry.silent = true;
        var fresh = ConfluentAvroSerde.of(AccountRecord.class, registry);

        assertThatThrownBy(() -> fresh.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(RegistryException.Unreachable.class);
    }

    @Test
    void aRateFinerThanAMillionthIsRefusedAndNotRounded() {
        var readings = ConfluentAvroSerde.of(ReadingRecord.class, registry);
        var reading = new RandomRecords(1).next(ReadingRecord.class);
        reading.put("totals", Map.of("cpu", new BigDecimal("0.0000001")));

        assertThatThrownBy(() -> readings.serializer().serialize("hubmeter.readings", reading))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("topic hubmeter.readings");
    }

    @Test
    void anAmountOfPetabytesOverACenturyIsExact() {
        var readings = ConfluentAvroSerde.of(ReadingRecord.class, registry);
        var reading = new RandomRecords(1).next(ReadingRecord.class);
        var amount = new BigDecimal("9007199254740993").multiply(new BigDecimal("3155760000000.000001"));
        reading.put("totals", Map.of("memory", amount));

        byte[] bytes = readings.serializer().serialize("hubmeter.readings", reading);

        assertThat(readings.deserializer()
                        .deserialize("hubmeter.readings", bytes)
                        .getTotals())
                .containsEntry("memory", amount);
    }

    private byte[] bytes() {
        return serde.serializer()
                .serialize(
                        TOPIC,
                        AccountRecord.newBuilder()
                                .setRealm("prod")
                                .setUser("ana/名前")
                                .setGroups(List.of("power"))
                                .setObservedAt(Instant.ofEpochMilli(1_700_000_000_123L))
                                .build());
    }

    /** A registry that counts what a serde asks, and may stop answering. */
    private static final class CountingRegistry implements SchemaRegistryClient {

        private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        private int questions;
        private boolean silent;

        private InMemorySchemaRegistry asked() {
            questions++;
            if (silent) {
                throw new RegistryException.Unreachable("no answer");
            }
            return registry;
        }

        @Override
        public int register(String subject, Schema schema) {
            return asked().register(subject, schema);
        }

        @Override
        public int idOf(String subject, Schema schema) {
            return asked().idOf(subject, schema);
        }

        @Override
        public Schema schemaById(int id) {
            return asked().schemaById(id);
        }

        @Override
        public void setCompatibility(String subject, Compatibility compatibility) {
            asked().setCompatibility(subject, compatibility);
        }

        @Override
        public boolean isCompatible(String subject, Schema schema) {
            return asked().isCompatible(subject, schema);
        }

        @Override
        public void close() {}
    }
}
