package io.hubmeter.standalone.audit;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.wire.Readings;
import io.hubmeter.wire.UsageRows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Computes usage anew from {@code hubmeter.pods} and {@code hubmeter.grants}, and compares it with every row of
 * {@code hubmeter.usage-hourly} and {@code hubmeter.usage-daily} and with the newest reading of each account; one partition after
 * the other, so that only the accounts of one are in memory. For one run.
 */
public final class Audit implements AutoCloseable {
    private static final Map<Period, Topic> ROWS =
            new EnumMap<>(Map.of(Period.HOUR, Topics.USAGE_HOURLY, Period.DAY, Topics.USAGE_DAILY));

    private final AuditedTopics topics;
    private final Cutter cutter;
    private final AuditScope scope;
    private final List<AccountAudit> accounts = new ArrayList<>();
    private final TreeSet<Resource> resources = new TreeSet<>();
    private long unreadable;
    private long read;
    private boolean isAsProcessed = true;
    private @Nullable Instant heardAt;

    private Audit(AuditedTopics topics, Cutter cutter, AuditScope scope) {
        this.topics = topics;
        this.cutter = cutter;
        this.scope = scope;
    }

    /**
     * An audit of what a broker holds.
     *
     * @param kafkaProperties what clients need to reach it
     * @param group the stream processor's application id
     */
    public static Audit connect(
            Map<String, String> kafkaProperties, SchemaRegistryClient registry, String group, AuditScope scope) {
        AuditedTopics topics = AuditedTopics.connect(kafkaProperties, registry);
        try {
            return new Audit(topics, Cutter.connect(kafkaProperties, group), scope);
        } catch (RuntimeException e) {
            topics.close();
            throw e;
        }
    }

    /** About how many records there are to read. */
    public long size() {
        List<TopicPartition> all = new ArrayList<>();
        for (Topic topic :
                List.of(Topics.PODS, Topics.GRANTS, Topics.USAGE_HOURLY, Topics.USAGE_DAILY, Topics.READINGS)) {
            all.addAll(topics.partitions(topic));
        }
        return topics.size(cutter.ends(all));
    }

    /**
     * Audits.
     *
     * @param progress told how many records were read so far
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be read
     * @throws io.hubmeter.standalone.simulate.TooMuchHistory if the accounts of one partition have more pods than are held at once
     * @throws TooManyRows if they have more rows
     */
    public AuditResult run(LongConsumer progress) {
        long startedNs = System.nanoTime();
        List<TopicPartition> pods = topics.partitions(Topics.PODS);
        for (TopicPartition partition : pods) {
            audit(partition.partition(), pods.size(), progress);
        }
        accounts.sort(Comparator.comparing(AccountAudit::account));
        return new AuditResult(
                accounts,
                resources,
                unreadable,
                isAsProcessed,
                heardAt,
                Duration.ofNanos(System.nanoTime() - startedNs));
    }

    private void audit(int partition, int partitions, LongConsumer progress) {
        List<TopicPartition> pods = List.of(new TopicPartition(Topics.PODS.name(), partition));
        List<TopicPartition> grants = List.of(new TopicPartition(Topics.GRANTS.name(), partition));
        Map<Period, List<TopicPartition>> rows = new EnumMap<>(Period.class);
        ROWS.forEach((period, topic) -> rows.put(period, beside(topic, partition, partitions)));
        List<TopicPartition> readings = beside(Topics.READINGS, partition, partitions);

        List<TopicPartition> taken = new ArrayList<>(pods);
        taken.addAll(grants);
        List<TopicPartition> written = new ArrayList<>(readings);
        rows.values().forEach(written::addAll);
        Cut cut = cutter.cut(taken, written);
        isAsProcessed &= cut.isAsProcessed();

        AuditedGrants recorded = new AuditedGrants(scope::holds);
        topics.read(cut.of(grants), GrantRecord.class, (key, grant, timestamp) -> {
            progress.accept(++read);
            if (grant != null) {
                recorded.add(key, grant, timestamp);
            }
        });
        Instant corrected = recorded.earliestCorrected();
        Instant neededFrom = corrected.isBefore(scope.from()) ? corrected : scope.from();
        PodLives lives = new PodLives(scope::holds, neededFrom, topics.keptFrom(pods), scope.amendable());
        topics.read(cut.of(pods), PodRecord.class, (key, pod, timestamp) -> {
            progress.accept(++read);
            if (pod != null) {
                lives.add(key, pod, timestamp);
            }
        });
        Instant heard = lives.heardAt();
        heardAt = heardAt == null || (heard != null && heard.isAfter(heardAt)) ? heard : heardAt;

        Map<Period, Instant> keptFrom = new EnumMap<>(Period.class);
        rows.forEach((period, of) -> {
            Instant kept = topics.keptFrom(of);
            if (kept != null) {
                keptFrom.put(period, kept);
            }
        });
        Predicate<AccountId> isHere = account -> partitionOf(account, partitions) == partition;
        PartitionAudit audit = new PartitionAudit(scope, isHere, lives, recorded, keptFrom);
        rows.forEach((period, of) -> topics.read(cut.of(of), UsageRecord.class, (key, row, timestamp) -> {
            progress.accept(++read);
            row(key, row, period, audit);
        }));
        topics.read(cut.of(readings), ReadingRecord.class, (key, reading, timestamp) -> {
            progress.accept(++read);
            if (reading != null) {
                audit.reading(new AccountId(reading.getRealm(), reading.getUser()), Readings.reading(reading));
            }
        });
        accounts.addAll(audit.results());
        resources.addAll(audit.resources());
    }

    /** The partition of a topic that holds the same accounts; all of them if it is divided otherwise. */
    private List<TopicPartition> beside(Topic topic, int partition, int partitions) {
        List<TopicPartition> all = topics.partitions(topic);
        return all.size() == partitions ? List.of(all.get(partition)) : all;
    }

    /** Where Kafka's own partitioner puts an account. */
    private static int partitionOf(AccountId account, int partitions) {
        return Utils.toPositive(Utils.murmur2(account.toString().getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    private void row(String key, @Nullable UsageRecord record, Period period, PartitionAudit audit) {
        UsageRow row;
        try {
            row = record == null ? null : UsageRows.row(record);
        } catch (IllegalArgumentException | ArithmeticException senseless) {
            row = null;
        }
        if (row == null || row.period() != period || !row.account().toString().equals(key)) {
            unreadable++;
        } else {
            audit.row(row);
        }
    }

    @Override
    public void close() {
        try (topics;
                cutter) {
            // Both, whatever becomes of the first.
        }
    }
}
