package io.hubmeter.streams;

import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.streams.topology.ExpectedChangelog;
import io.hubmeter.streams.topology.MeterTopology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * What must be so before the first record is processed: the cluster keeps transactions apart, the topics are there and their
 * partitions match, and no changelog forgets what a store needs. All problems are reported together.
 */
final class StartChecks {
    private static final Duration ANSWER_BOUND = Duration.ofSeconds(30);
    private static final String TRANSACTION_VERSION = "transaction.version";
    /** From version 2 on a transaction that a crashed process left behind cannot take in records of the next one (KIP-890). */
    private static final int LEAST_TRANSACTION_VERSION = 2;

    private final StreamsAppConfig config;
    private final Admin admin;
    private final List<String> problems = new ArrayList<>();

    private StartChecks(StreamsAppConfig config, Admin admin) {
        this.config = config;
        this.admin = admin;
    }

    /**
     * Checks everything and changes nothing.
     *
     * @return the number of partitions of the inputs
     * @throws StartRefused if anything is not as it must be, or Kafka does not answer
     */
    static int pass(StreamsAppConfig config) {
        try (Admin admin = config.admin()) {
            return new StartChecks(config, admin).partitions();
        }
    }

    private int partitions() {
        transactionVersion();
        Set<String> existing = answer("topics", admin.listTopics().names());
        List<String> missing = needed().map(Topic::name)
                .filter(name -> !existing.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            problems.add(
                    "Kafka at %s: found no topic %s, expected all of Hubmeter's; create them with 'hubmeter topics apply'"
                            .formatted(config.bootstrapServers(), String.join(", ", missing)));
        }
        Map<String, ExpectedChangelog> changelogs = new TreeMap<>();
        for (ExpectedChangelog changelog : MeterTopology.changelogs(config.applicationId(), config.retention())) {
            if (existing.contains(changelog.topic())) {
                changelogs.put(changelog.topic(), changelog);
            }
        }
        Map<String, Integer> partitions = partitions(
                Stream.concat(needed().map(Topic::name).filter(existing::contains), changelogs.keySet().stream())
                        .toList());
        Integer expected = partitions.get(Topics.PODS.name());
        if (expected != null) {
            sameNumber(partitions, changelogs, expected);
        }
        settings(changelogs);
        if (!problems.isEmpty() || expected == null) {
            throw new StartRefused(problems);
        }
        return expected;
    }

    private void transactionVersion() {
        FinalizedVersionRange found;
        try {
            found = answer("features", admin.describeFeatures().featureMetadata())
                    .finalizedFeatures()
                    .get(TRANSACTION_VERSION);
        } catch (StartRefused e) {
            if (!(e.getCause() instanceof UnsupportedVersionException)) {
                throw e;
            }
            found = null;
        }
        if (found == null || found.maxVersionLevel() < LEAST_TRANSACTION_VERSION) {
            problems.add(
                    ("Kafka at %1$s: feature %2$s: found %3$s, expected at least %4$d: with less, a transaction that a crash left "
                                    + "open can make records count twice; upgrade the brokers to 4.0 or newer and run 'kafka-features.sh "
                                    + "--bootstrap-server %1$s upgrade --feature %2$s=%4$d'")
                            .formatted(
                                    config.bootstrapServers(),
                                    TRANSACTION_VERSION,
                                    found == null ? "none" : found.maxVersionLevel(),
                                    LEAST_TRANSACTION_VERSION));
        }
    }

    /** All that are read or written; offsets and owners are the collector's own. */
    private static Stream<Topic> needed() {
        return Topics.all().stream().filter(topic -> topic.partitioning() != Topic.Partitioning.SINGLE);
    }

    private Map<String, Integer> partitions(List<String> topics) {
        Map<String, TopicDescription> described =
                answer("topics", admin.describeTopics(topics).allTopicNames());
        return described.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        topic -> topic.getValue().partitions().size()));
    }

    private void sameNumber(Map<String, Integer> partitions, Map<String, ExpectedChangelog> changelogs, int expected) {
        needed().filter(Topic::sharesPartitionsOfAccounts)
                .filter(topic -> partitions.getOrDefault(topic.name(), expected) != expected)
                .forEach(topic -> problems.add(
                        ("topic %s: found %d partitions, expected %d, as many as %s has: one task reads the same partition of each; make "
                                        + "it anew with that many, or all of them, but never add partitions: that sends accounts elsewhere")
                                .formatted(topic.name(), partitions.get(topic.name()), expected, Topics.PODS.name())));
        for (ExpectedChangelog changelog : changelogs.values()) {
            int found = partitions.getOrDefault(changelog.topic(), expected);
            if (changelog.sharesPartitionsOfInputs() && found != expected) {
                problems.add(
                        ("topic %s: found %d partitions, expected %d, as many as %s has: the state was made with another number; "
                                        + "give the inputs their former number again, or start under another application-id")
                                .formatted(changelog.topic(), found, expected, Topics.PODS.name()));
            }
        }
    }

    private void settings(Map<String, ExpectedChangelog> changelogs) {
        List<ConfigResource> resources = changelogs.keySet().stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        Map<ConfigResource, Config> found =
                answer("settings of topics", admin.describeConfigs(resources).all());
        for (ConfigResource resource : resources) {
            Config settings = found.get(resource);
            ExpectedChangelog changelog = changelogs.get(resource.name());
            if (settings != null && changelog != null) {
                problems.addAll(changelog.problems(name -> {
                    ConfigEntry entry = settings.get(name);
                    return entry == null ? "" : String.valueOf(entry.value());
                }));
            }
        }
    }

    private <T> T answer(String what, KafkaFuture<T> future) {
        try {
            return future.get(ANSWER_BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StartRefused(
                    "Kafka at %s: %s cannot be described: %s"
                            .formatted(config.bootstrapServers(), what, cause.getMessage()),
                    cause);
        } catch (TimeoutException e) {
            throw new StartRefused(
                    "Kafka at %s: %s: found no answer within %d s; is it running?"
                            .formatted(config.bootstrapServers(), what, ANSWER_BOUND.toSeconds()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefused("interrupted", e);
        }
    }
}
