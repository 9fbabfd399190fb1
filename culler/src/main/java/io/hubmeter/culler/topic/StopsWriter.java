package io.hubmeter.culler.topic;

import io.hubmeter.core.stop.Stop;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.wire.Stops;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** Writes what was done to {@code hubmeter.stops}: once each, and acknowledged by all replicas. */
final class StopsWriter implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final Serializer<StopRecord> values;

    StopsWriter(Map<String, String> kafka, SchemaRegistryClient registry) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        values = ConfluentAvroSerde.of(StopRecord.class, registry).serializer();
    }

    /**
     * Writes.
     *
     * @param acknowledged called on another thread when every replica has it
     * @param failed called on another thread when that is not to be expected any more
     */
    void write(Stop stop, Runnable acknowledged, Consumer<Exception> failed) {
        var _ = producer.send(
                new ProducerRecord<>(
                        Topics.STOPS.name(),
                        null,
                        stop.at().toEpochMilli(),
                        stop.account().toString().getBytes(StandardCharsets.UTF_8),
                        values.serialize(Topics.STOPS.name(), Stops.record(stop))),
                (metadata, failure) -> {
                    if (failure == null) {
                        acknowledged.run();
                    } else {
                        failed.accept(failure);
                    }
                });
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
