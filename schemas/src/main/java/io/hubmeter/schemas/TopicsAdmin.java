package io.hubmeter.schemas;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Brings the topics of the catalogue to a broker; may be run any number of times, by several processes at once. */
public final class TopicsAdmin {

    private static final long ANSWER_BOUND_S = 60;
    private static final long PAUSE_MS = 50;

    private TopicsAdmin() {}

    /** Applies the whole catalogue; see {@link #apply(Admin, Collection, int, short)}. */
    public static TopicsApplied apply(Admin admin, int partitions, short replication) {
        return apply(admin, Topics.all(), partitions, replication);
    }

    /**
     * Creates the topics that are missing and compares the others. A topic that exists is never changed: more
     * partitions would send accounts elsewhere, and a shorter retention would delete records.
     *
     * @param partitions partitions of hubmeter.accounts and of each topic that has as many
     * @param replication replicas of each partition
     * @throws KafkaException if the broker refuses, or does not answer within a minute
     */
    public static TopicsApplied apply(Admin admin, Collection<Topic> topics, int partitions, short replication) {
        Set<String> found = answer(admin.listTopics().names());
        List<NewTopic> missing = topics.stream()
                .filter(topic -> !found.contains(topic.name()))
                .map(topic -> topic.newTopic(partitions, replication))
                .toList();
        List<String> created = create(admin, missing);
        // What was just created is not known to every broker at once, but it is when this method returns.
        describe(admin, topics);
        List<Topic> kept =
                topics.stream().filter(topic -> !created.contains(topic.name())).toList();
        return new TopicsApplied(
                created, kept.stream().map(Topic::name).toList(), differences(admin, kept, partitions, replication));
    }

    private static List<String> create(Admin admin, List<NewTopic> missing) {
        var created = new ArrayList<String>();
        admin.createTopics(missing).values().forEach((name, done) -> {
            try {
                answer(done);
                created.add(name);
            } catch (TopicExistsException createdByAnotherMeanwhile) {
                // It is compared like every topic that was there before.
            }
        });
        return created;
    }

    private static List<TopicDifference> differences(
            Admin admin, List<Topic> topics, int partitions, short replication) {
        Map<String, TopicDescription> descriptions = describe(admin, topics);
        Map<ConfigResource, Config> configs = onceVisible(() -> admin.describeConfigs(
                        topics.stream().map(topic -> resource(topic.name())).collect(Collectors.toSet()))
                .all());
        var differences = new ArrayList<TopicDifference>();
        for (Topic topic : topics) {
            String name = topic.name();
            var found = Objects.requireNonNull(descriptions.get(name), name).partitions();
            var config = Objects.requireNonNull(configs.get(resource(name)), name);
            compare(differences, name, "partitions", found.size(), topic.partitions(partitions));
            compare(
                    differences,
                    name,
                    "replication",
                    found.getFirst().replicas().size(),
                    replication);
            for (var expected : new TreeMap<>(topic.config()).entrySet()) {
                String setting = expected.getKey();
                compare(differences, name, setting, config.get(setting).value(), expected.getValue());
            }
        }
        return differences;
    }

    private static Map<String, TopicDescription> describe(Admin admin, Collection<Topic> topics) {
        List<String> names = topics.stream().map(Topic::name).toList();
        return onceVisible(() -> admin.describeTopics(names).allTopicNames());
    }

    private static void compare(
            List<TopicDifference> differences, String topic, String setting, Object found, Object expected) {
        if (!found.toString().equals(expected.toString())) {
            differences.add(new TopicDifference(topic, setting, found.toString(), expected.toString()));
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    /** Asks again, within the bound, while a broker has not yet heard of a topic. */
    private static <T> T onceVisible(Supplier<KafkaFuture<T>> question) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_BOUND_S);
        while (true) {
            try {
                return answer(question.get());
            } catch (UnknownTopicOrPartitionException e) {
                if (System.nanoTime() > deadlineNs) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(ANSWER_BOUND_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException refused) {
                throw refused;
            }
            throw new KafkaException("the broker's answer about topics could not be read", e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("topics: no answer from the broker within " + ANSWER_BOUND_S + " s", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
