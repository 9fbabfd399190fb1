package io.hubmeter.streams.topology;

import static io.hubmeter.streams.topology.AccountScript.ACCOUNT;
import static io.hubmeter.streams.topology.AccountScript.START;
import static io.hubmeter.streams.topology.AccountScript.hours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.registry.Compatibility;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.schemas.registry.RegistryException;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.streams.RejectUnreadable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** Bytes that are no record go to the rejects as they came; that the registry is away says nothing of a record. */
class UnreadableTest {
    private static final byte[] NONSENSE = "nonsense".getBytes(StandardCharsets.UTF_8);

    private static DrivenTopology topology(SchemaRegistryClient registry) {
        return new DrivenTopology(
                MeterRetention.DEFAULT,
                registry,
                Map.of(
                        "deserialization.exception.handler",
                        RejectUnreadable.class,
                        "hubmeter.schema.registry.client",
                        registry));
    }

    @Test
    void unreadableBytesAreRejectedAsTheyCameAndTheNextRecordIsTaken() {
        try (DrivenTopology topology = topology(new InMemorySchemaRegistry())) {
            topology.bytes(Topics.PODS, ACCOUNT, NONSENSE, START);
            topology.bytes(Topics.PODS, ACCOUNT, new byte[] {0, 0, 0, 0, 99, 1}, START);
            new AccountScript(topology).starts(ACCOUNT, "p", hours(1));

            assertThat(topology.readings()).hasSize(1);
            assertThat(topology.rejects())
                    .hasSize(2)
                    .allSatisfy(reject -> assertThat(reject.getReason()).isEqualTo("unreadable"));
            RejectRecord first = topology.rejects().getFirst();
            assertThat(first.getOriginal()).isEqualTo(ByteBuffer.wrap(NONSENSE));
            assertThat(first.getOrigin()).isEqualTo("hubmeter.pods/0/0");
            assertThat(first.getObservedAt()).isEqualTo(START);
            assertThat(topology.written(Topics.REJECTS).getFirst().getRecordTime())
                    .as("no clock is read")
                    .isEqualTo(START);
            assertThat(topology.rejects().getLast().getMessage()).contains("schema id 99");
        }
    }

    /** A reject that no broker takes would stop the processor at each start anew. */
    @Test
    void anOriginalTooLargeToPassOnIsLeftOut() {
        try (DrivenTopology topology = topology(new InMemorySchemaRegistry())) {
            topology.bytes(Topics.PODS, ACCOUNT, new byte[1_000_000], START);
            assertThat(topology.rejects().getFirst().getOriginal()).isNull();
            assertThat(topology.written(Topics.REJECTS).getFirst().value()).hasSizeLessThan(10_000);
        }
    }

    @Test
    void aRegistryThatCannotBeAskedStopsTheProcessorAndRejectsNothing() {
        Away registry = new Away();
        try (DrivenTopology topology = topology(registry)) {
            registry.away = true;
            assertThatThrownBy(() -> topology.bytes(Topics.PODS, ACCOUNT, new byte[] {0, 0, 0, 0, 99, 1}, START))
                    .hasRootCauseInstanceOf(RegistryException.Unreachable.class);
            registry.away = false;
            assertThat(topology.rejects()).isEmpty();
        }
    }

    /** A registry that can be taken away. */
    private static final class Away implements SchemaRegistryClient {
        private final SchemaRegistryClient registry = new InMemorySchemaRegistry();
        private boolean away;

        private SchemaRegistryClient asked() {
            if (away) {
                throw new RegistryException.Unreachable("registry: found nobody there");
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
