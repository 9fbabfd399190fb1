package io.hubmeter.standalone.many;

import io.hubmeter.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A transaction that has begun, with a record in it, by a producer of this test. */
final class OpenTransaction implements AutoCloseable {
    private final String id;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    OpenTransaction(String bootstrapServers, String id) {
        this.id = id;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        id,
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        (int) Duration.ofMinutes(10).toMillis()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        var _ = producer.send(new ProducerRecord<>(Topics.REJECTS.name(), new byte[1]));
        producer.flush();
    }

    boolean isOpen() throws Exception {
        KafkaFuture<TransactionState> state =
                admin.describeTransactions(List.of(id)).description(id).thenApply(description -> description.state());
        return state.get() == TransactionState.ONGOING;
    }

    /** Ends it; fails if somebody else has. */
    void abort() {
        producer.abortTransaction();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        admin.close();
    }
}
