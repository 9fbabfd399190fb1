package io.hubmeter.standalone.story;

import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether the stream processor has worked off all its input. Offsets of the input are committed in one transaction with the
 * output, so once they are at the end and no transaction is open, all that follows can be read: nothing has to be waited for
 * by the clock, and what is not there then never comes.
 */
final class Settling implements AutoCloseable {
    private static final String APPLICATION_ID = "hubmeter";
    private static final List<Topic> INPUT = List.of(Topics.PODS, Topics.ACCOUNTS, Topics.GRANTS, Topics.POLICIES);
    private static final List<Topic> OUTPUT = List.of(Topics.READINGS, Topics.OVER_QUOTA, Topics.WARNINGS);

    private final Admin admin;

    private Settling(Admin admin) {
        this.admin = admin;
    }

    static Settling of(String bootstrapServers) {
        return new Settling(Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers)));
    }

    boolean isSettled() {
        try {
            Map<TopicPartition, Long> told = ends(INPUT, IsolationLevel.READ_UNCOMMITTED);
            Map<TopicPartition, OffsetAndMetadata> done = admin.listConsumerGroupOffsets(APPLICATION_ID)
                    .partitionsToOffsetAndMetadata()
                    .get();
            boolean isDone = told.entrySet().stream().allMatch(end -> {
                OffsetAndMetadata committed = done.get(end.getKey());
                return end.getValue() == 0 || (committed != null && committed.offset() >= end.getValue());
            });
            return isDone
                    && ends(OUTPUT, IsolationLevel.READ_COMMITTED)
                            .equals(ends(OUTPUT, IsolationLevel.READ_UNCOMMITTED));
        } catch (ExecutionException e) {
            throw new IllegalStateException("offsets cannot be read: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Map<TopicPartition, Long> ends(List<Topic> topics, IsolationLevel level)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (TopicDescription topic : admin.describeTopics(
                        topics.stream().map(Topic::name).toList())
                .allTopicNames()
                .get()
                .values()) {
            topic.partitions()
                    .forEach(partition ->
                            latest.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(latest, new ListOffsetsOptions(level))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    @Override
    public void close() {
        admin.close();
    }
}
