package io.hubmeter.standalone.cull;

import io.hubmeter.schemas.Topics;
import io.hubmeter.standalone.HubmeterProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Processes of {@code hubmeter cull} in one group, by name. Each life of one shows the hub a token and the broker a name of its own. */
final class Cullers implements AutoCloseable {
    /** The session of the group: whoever is not heard of for that long is no member any more. */
    private static final String KAFKA = "session.timeout.ms = 2000\nheartbeat.interval.ms = 400\n";

    private static final String GROUP = "hubmeter-culler-" + Crowd.HUB;

    private final Path folder;
    private final Path settings;
    private final Admin admin;
    private final int partitions;
    private final Map<String, HubmeterProcess> processes = new LinkedHashMap<>();
    private final Map<String, Integer> lives = new HashMap<>();

    Cullers(Path folder, Path settings, String bootstrapServers, int partitions) {
        this.folder = folder;
        this.settings = settings;
        this.partitions = partitions;
        this.admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    void start(String name) throws IOException {
        var _ = lives.merge(name, 1, Integer::sum);
        String life = life(name);
        Path token = Files.writeString(folder.resolve(life + ".token"), life);
        Path kafka = Files.writeString(folder.resolve(life + ".properties"), KAFKA + "client.id = " + life + "\n");
        processes.put(
                name,
                HubmeterProcess.start(
                        folder,
                        "128m",
                        List.of(
                                "cull",
                                "--config",
                                settings.toString(),
                                "hub.token-file=" + token,
                                "kafka.properties-file=" + kafka)));
    }

    /** What it is called in its present life. */
    String life(String name) {
        return name + "-" + lives.get(name);
    }

    void kill(String name) throws InterruptedException {
        process(name).kill();
    }

    void signal(String name, String signal) throws IOException, InterruptedException {
        process(name).signal(signal);
    }

    /** Asks it to end; its exit code, and what it printed. */
    Map.Entry<Integer, String> stop(String name) throws InterruptedException {
        int code = process(name).stop();
        return Map.entry(code, process(name).output());
    }

    private HubmeterProcess process(String name) {
        return Objects.requireNonNull(processes.get(name), name);
    }

    /** Waits until the group is exactly these, each with a share, and all of the topic is shared out. */
    void awaitShares(String... names) {
        Set<String> wanted = Set.of(names).stream().map(this::life).collect(Collectors.toSet());
        Awaitility.await()
                .alias("shares of " + wanted)
                .atMost(CullersIT.BOUND)
                .ignoreExceptionsInstanceOf(ExecutionException.class)
                .until(() -> isShared(wanted, members()));
    }

    private boolean isShared(Set<String> wanted, Collection<MemberDescription> members) {
        return members.stream()
                        .map(MemberDescription::clientId)
                        .collect(Collectors.toSet())
                        .equals(wanted)
                && members.stream()
                        .allMatch(
                                member -> !member.assignment().topicPartitions().isEmpty())
                && members.stream()
                                .mapToInt(member ->
                                        member.assignment().topicPartitions().size())
                                .sum()
                        == partitions;
    }

    private Collection<MemberDescription> members() throws ExecutionException, InterruptedException {
        return Objects.requireNonNull(admin.describeConsumerGroups(List.of(GROUP))
                        .describedGroups()
                        .get(GROUP))
                .get()
                .members();
    }

    /** Whether the group counts everything as worked off that is on the topic. */
    boolean isAllWorkedOff() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            latest.put(new TopicPartition(Topics.OVER_QUOTA.name(), partition), OffsetSpec.latest());
        }
        Map<TopicPartition, OffsetAndMetadata> done = admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get();
        return admin.listOffsets(latest).all().get().entrySet().stream().allMatch(end -> {
            OffsetAndMetadata committed = done.get(end.getKey());
            return committed != null && committed.offset() >= end.getValue().offset();
        });
    }

    @Override
    public void close() {
        processes.values().forEach(HubmeterProcess::close);
        admin.close();
    }
}
