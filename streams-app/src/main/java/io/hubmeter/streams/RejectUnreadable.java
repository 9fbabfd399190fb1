package io.hubmeter.streams;

import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.registry.RegistryException;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.streams.topology.RejectReason;
import io.hubmeter.streams.topology.TaskCounts;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts records that cannot be read on {@code hubmeter.rejects}, within the same transaction, and goes on. A registry that
 * cannot be asked says nothing about a record, so then the processor stops instead.
 */
public final class RejectUnreadable implements DeserializationExceptionHandler {
    /** The property that holds the {@link SchemaRegistryClient}. */
    static final String REGISTRY = "hubmeter.schema.registry.client";
    /** The property that holds the {@link TaskCounts}; without it nothing is counted. */
    static final String COUNTS = "hubmeter.task.counts";

    /** Half of what brokers and producers accept in one record. */
    private static final int MOST_ORIGINAL_BYTES = 512 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(RejectUnreadable.class);

    private @Nullable Serializer<RejectRecord> serializer;
    private TaskCounts counts = TaskCounts.NONE;

    @Override
    public void configure(Map<String, ?> configs) {
        SchemaRegistryClient registry = (SchemaRegistryClient) Objects.requireNonNull(configs.get(REGISTRY), REGISTRY);
        if (configs.get(COUNTS) instanceof TaskCounts given) {
            counts = given;
        }
        serializer = ConfluentAvroSerde.of(RejectRecord.class, registry).serializer();
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        if (isCausedByRegistry(exception)) {
            return Response.fail();
        }
        String origin = "%s/%d/%d".formatted(record.topic(), record.partition(), record.offset());
        LOG.warn("{} refused, reason={}: {}", origin, RejectReason.UNREADABLE.code(), exception.getMessage());
        counts.rejected(RejectReason.UNREADABLE);
        RejectRecord reject = new RejectRecord(
                RejectReason.UNREADABLE.code(),
                String.valueOf(exception.getMessage()),
                origin,
                Instant.ofEpochMilli(Math.max(0, record.timestamp())),
                original(record.value()));
        byte[] value =
                Objects.requireNonNull(serializer, "configure before use").serialize(Topics.REJECTS.name(), reject);
        return Response.resume(List.of(new ProducerRecord<>(
                Topics.REJECTS.name(), null, Math.max(0, record.timestamp()), record.key(), value)));
    }

    /** Left out if it is so large that the broker would refuse the reject, at each start anew. */
    private static @Nullable ByteBuffer original(byte @Nullable [] value) {
        return value == null || value.length > MOST_ORIGINAL_BYTES ? null : ByteBuffer.wrap(value);
    }

    private static boolean isCausedByRegistry(@Nullable Throwable exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof SerializationException) {
                // Also where the registry answered that it knows no such schema: that is said of the record.
                return false;
            }
            if (cause instanceof RegistryException) {
                return true;
            }
        }
        return false;
    }
}
