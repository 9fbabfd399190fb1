package io.hubmeter.bench.openloop;

import io.hubmeter.schemas.Topics;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How far a group of stream processors has come in {@code hubmeter.pods}, by what it has committed. */
final class Backlog implements AutoCloseable {
    private final Admin admin;
    private final String group;
    private final Map<TopicPartition, OffsetSpec> ends;

    Backlog(String bootstrapServers, String group, int partitions) {
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        this.group = group;
        this.ends = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(Topics.PODS.name(), partition))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
    }

    int partitions() {
        return ends.size();
    }

    /** How many records are worked off, over all partitions. */
    long processed() throws InterruptedException {
        try {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(entry -> ends.containsKey(entry.getKey()) && entry.getValue() != null)
                    .mapToLong(entry -> entry.getValue().offset())
                    .sum();
        } catch (ExecutionException e) {
            throw new IllegalStateException("group %s: its offsets cannot be read".formatted(group), e);
        }
    }

    /** How many records are not. */
    long size() throws InterruptedException {
        long processed = processed();
        try {
            return admin.listOffsets(ends).all().get().values().stream()
                            .mapToLong(ListOffsetsResultInfo::offset)
                            .sum()
                    - processed;
        } catch (ExecutionException e) {
            throw new IllegalStateException("%s: its end cannot be read".formatted(Topics.PODS.name()), e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
