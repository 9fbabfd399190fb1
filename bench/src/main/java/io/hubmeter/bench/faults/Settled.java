package io.hubmeter.bench.faults;

import io.hubmeter.bench.faults.process.Installation;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.Topic;
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
    private static final long BOUND_NS = 120_000_000_000L;
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
        long left = await(Topics.POLICIES.name());
        if (left > 0) {
            throw new IllegalStateException("the policy: found %d tasks without it, expected none".formatted(left));
        }
    }

    /** Waits until no record about pods, accounts and their limits is left to be worked on; how many are left after two minutes. */
    long awaitProcessed() throws InterruptedException {
        long left = 0;
        for (Topic topic : List.of(Topics.POLICIES, Topics.ACCOUNTS, Topics.GRANTS, Topics.PODS)) {
            left += await(topic.name());
        }
        return left;
    }

    private long await(String topic) throws InterruptedException {
        try (Admin admin = installation.admin()) {
            long deadline = System.nanoTime() + BOUND_NS;
            long left = left(admin, topic);
            while (left != 0 && System.nanoTime() < deadline) {
                Thread.sleep(LOOK_MS);
                left = left(admin, topic);
            }
            return left;
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
