package io.hubmeter.bench.faults;

import io.hubmeter.bench.faults.process.Installation;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Whether the stream processors have worked through, and committed, all that was written. */
final class Settled {
    private static final long BOUND_NS = 180_000_000_000L;
    private static final long LOOK_MS = 200;

    private final Installation installation;

    Settled(Installation installation) {
        this.installation = installation;
    }

    /** Publishes a policy, and returns once every task has it. */
    void publish(Policy policy) throws InterruptedException {
        try (SchemaRegistryClient registry = installation.registryClient();
                Publisher publisher = Publisher.connect(installation.bootstrapServers(), registry, Map.of())) {
            publisher.policy(policy, Instant.now());
            publisher.flush();
        }
        await(Topics.POLICIES.name());
    }

    /** Waits until no record about pods is left to be worked on. */
    void awaitProcessed() throws InterruptedException {
        await(Topics.PODS.name());
    }

    private void await(String topic) throws InterruptedException {
        try (Admin admin = installation.admin()) {
            long deadline = System.nanoTime() + BOUND_NS;
            long left = left(admin, topic);
            while (left != 0) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "%s: found %d records left after three minutes, expected none".formatted(topic, left));
                }
                Thread.sleep(LOOK_MS);
                left = left(admin, topic);
            }
        }
    }

    /** Records of a topic that are not committed; at least one if it cannot be told. */
    private static long left(Admin admin, String topic) throws InterruptedException {
        try {
            TopicDescription described =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            if (described == null) {
                return 1;
            }
            int partitions = described.partitions().size();
            Map<TopicPartition, OffsetSpec> latest = IntStream.range(0, partitions)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    admin.listOffsets(latest).all().get();
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(Installation.APPLICATION)
                    .partitionsToOffsetAndMetadata()
                    .get();
            long left = 0;
            for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
                OffsetAndMetadata done = committed.get(end.getKey());
                left += end.getValue().offset() - (done == null ? 0 : done.offset());
            }
            return left;
        } catch (ExecutionException e) {
            return 1;
        }
    }
}
