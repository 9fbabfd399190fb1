package io.hubmeter.standalone.audit;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Finds offsets that belong together. */
final class Cutter implements AutoCloseable {
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(30);
    private static final int LOOKS = 600;
    private static final long BETWEEN_LOOKS_MS = 50;

    private final Admin admin;
    private final String group;

    private Cutter(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /**
     * One for a broker.
     *
     * @param group that of the stream processor, which is its application id
     */
    static Cutter connect(Map<String, String> kafkaProperties, String group) {
        return new Cutter(Admin.create(new HashMap<>(kafkaProperties)), group);
    }

    /**
     * A cut through what the stream processor reads and what it writes.
     *
     * @throws KafkaException if it does not rest for half a minute, or Kafka does not answer
     */
    Cut cut(Collection<TopicPartition> read, Collection<TopicPartition> written) {
        Map<TopicPartition, Long> before = committed(read);
        if (before.isEmpty()) {
            Map<TopicPartition, Long> ends = new HashMap<>(ends(read));
            ends.putAll(ends(written));
            return new Cut(ends, false);
        }
        for (int look = 0; look < LOOKS; look++) {
            Map<TopicPartition, Long> stable = ends(written);
            boolean isResting = stable.equals(ends(written, IsolationLevel.READ_UNCOMMITTED));
            Map<TopicPartition, Long> after = committed(read);
            if (isResting && after.equals(before)) {
                Map<TopicPartition, Long> ends = new HashMap<>(before);
                ends.putAll(stable);
                return new Cut(ends, true);
            }
            before = after;
            pause();
        }
        throw new KafkaException(
                "group %s: found its offsets or transactions moving at each of %d looks at %s, expected it to rest once"
                        .formatted(group, LOOKS, written));
    }

    /** What the group has committed, without what a transaction may still take back. */
    private Map<TopicPartition, Long> committed(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                get(admin.listConsumerGroupOffsets(group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                        .partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> committed = new HashMap<>();
        partitions.forEach(partition -> {
            OffsetAndMetadata offset = offsets.get(partition);
            if (offset != null) {
                committed.put(partition, offset.offset());
            }
        });
        return committed;
    }

    /** Where partitions end now, as far as it is committed. */
    Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return ends(partitions, IsolationLevel.READ_COMMITTED);
    }

    private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions, IsolationLevel isolation) {
        return get(admin.listOffsets(
                                partitions.stream().collect(Collectors.toMap(one -> one, one -> OffsetSpec.latest())),
                                new ListOffsetsOptions(isolation))
                        .all())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private static <T> T get(org.apache.kafka.common.KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER_BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException("Kafka answered: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka: found no answer within %s".formatted(ANSWER_BOUND), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }

    @Override
    public void close() {
        admin.close(ANSWER_BOUND);
    }
}
