package io.hubmeter.standalone;

import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.DecisionOutcome;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.wire.ExactDecimals;
import io.hubmeter.wire.Stops;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes stops as a culler does, and decisions as the decision API does, each acknowledged. */
public final class PastTopics implements AutoCloseable {
    private final KafkaProducer<String, byte[]> producer;
    private final SchemaRegistryClient registry;

    private PastTopics(KafkaProducer<String, byte[]> producer, SchemaRegistryClient registry) {
        this.producer = producer;
        this.registry = registry;
    }

    public static PastTopics connect(Standalone standalone) {
        return new PastTopics(
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", standalone.bootstrapServers()),
                        new StringSerializer(),
                        new ByteArraySerializer()),
                standalone.registry());
    }

    public void stop(Stop stop) {
        send(Topics.STOPS, stop.account().toString(), StopRecord.class, Stops.record(stop), stop.at());
    }

    public void decision(PastDecision decision) {
        DecisionRecord record = new DecisionRecord(
                decision.id(),
                decision.account().realm(),
                decision.account().user(),
                decision.at(),
                DecisionOutcome.valueOf(decision.outcome().name()),
                decision.reasons(),
                decision.sentence(),
                ExactDecimals.decimals(decision.requested()),
                decision.server(),
                decision.policyHash(),
                null,
                List.of(),
                decision.hub(),
                decision.allowed(),
                List.of(),
                null,
                decision.retryAt());
        send(Topics.DECISIONS, decision.account().toString(), DecisionRecord.class, record, decision.at());
    }

    private <T extends SpecificRecord> void send(Topic topic, String key, Class<T> type, T value, Instant at) {
        byte[] bytes = ConfluentAvroSerde.of(type, registry).serializer().serialize(topic.name(), value);
        try {
            var _ = producer.send(new ProducerRecord<>(topic.name(), null, at.toEpochMilli(), key, bytes))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
