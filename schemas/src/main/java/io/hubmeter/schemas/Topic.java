package io.hubmeter.schemas;

import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A topic of Hubmeter: what its records mean and how a broker has to keep them.
 *
 * @param name name of the topic, which is also part of its subject in the schema registry
 * @param keyMeaning what the key, a plain UTF-8 string, stands for
 * @param schema the current schema of the values
 * @param retention how long records are kept
 * @param partitioning how the number of partitions is chosen
 * @param config every setting that is not left to the broker, those of the retention included
 */
public record Topic(
        String name,
        String keyMeaning,
        Schema schema,
        Retention retention,
        Partitioning partitioning,
        Map<String, String> config) {

    /** How the number of partitions of a topic is chosen. */
    public enum Partitioning {
        /** Must equal that of hubmeter.accounts, since one task reads the same partition of all of them. */
        SHARED_WITH_ACCOUNTS,
        /** As many, for the same load, but nothing breaks when it differs. */
        LIKE_ACCOUNTS,
        /** One: few records, read as a whole. */
        SINGLE
    }

    private static final long FUTURE_BOUND_MS = 3_600_000;

    public Topic {
        config = Map.copyOf(config);
    }

    static Topic of(String name, String keyMeaning, Schema schema, Retention retention, Partitioning partitioning) {
        var config = new TreeMap<>(retention.settings());
        config.put("message.timestamp.type", "CreateTime");
        // Records carry the time of what they tell, which a replay may place years ago.
        config.put("message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
        config.put("message.timestamp.after.max.ms", Long.toString(FUTURE_BOUND_MS));
        return new Topic(name, keyMeaning, schema, retention, partitioning, config);
    }

    /** The subject of the values in the schema registry. */
    public String subject() {
        return subjectOf(name);
    }

    static String subjectOf(String topic) {
        return topic + "-value";
    }

    /** Whether the number of partitions must equal that of hubmeter.accounts. */
    public boolean sharesPartitionsOfAccounts() {
        return partitioning == Partitioning.SHARED_WITH_ACCOUNTS;
    }

    /** The number of partitions of this topic where hubmeter.accounts has {@code accountPartitions}. */
    public int partitions(int accountPartitions) {
        return partitioning == Partitioning.SINGLE ? 1 : accountPartitions;
    }

    /** This topic with another retention; for installations whose history is longer or whose disk is smaller. */
    public Topic withRetention(Retention other) {
        return of(name, keyMeaning, schema, other, partitioning);
    }

    /**
     * What to ask a broker for.
     *
     * @param accountPartitions partitions of hubmeter.accounts, at least 1
     * @param replication replicas of each partition, at least 1, at most the number of brokers
     */
    public NewTopic newTopic(int accountPartitions, short replication) {
        return new NewTopic(name, partitions(accountPartitions), replication).configs(config);
    }
}
