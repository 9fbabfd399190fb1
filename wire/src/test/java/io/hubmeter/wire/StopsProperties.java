package io.hubmeter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.wire.json.RandomDomain;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

/** Stops survive their topic. */
class StopsProperties {
    private static final String TOPIC = Topics.STOPS.name();

    private final Serde<StopRecord> serde = ConfluentAvroSerde.of(StopRecord.class, new InMemorySchemaRegistry());

    @Test
    void aStopComesBackFromItsRecord() {
        Seeds.check(300, random -> {
            Stop stop = new RandomDomain(random).stop();
            byte[] written = serde.serializer().serialize(TOPIC, Stops.record(stop));
            assertThat(Stops.stop(serde.deserializer().deserialize(TOPIC, written)))
                    .isEqualTo(stop);
        });
    }

    @Test
    void aRecordWithoutAPodIsNoStop() {
        Seeds.check(20, random -> {
            StopRecord record = StopRecord.newBuilder(Stops.record(new RandomDomain(random).stop()))
                    .setUid("")
                    .build();
            assertThatThrownBy(() -> Stops.stop(record))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("uid: found nothing");
        });
    }
}
