package io.hubmeter.standalone;

import io.hubmeter.schemas.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** The topics that a process cannot do without. */
public final class NeededTopics {
    private NeededTopics() {}

    /**
     * Those of the given topics that Kafka does not have, or does not show to this client.
     *
     * @param properties further properties of Kafka's clients
     * @throws KafkaException if Kafka does not answer within the bound, or refuses to
     */
    public static List<String> missing(
            String bootstrapServers, Map<String, String> properties, Collection<Topic> needed, Duration bound) {
        Map<String, Object> settings = new HashMap<>(properties);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(bound.toMillis()));
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(bound.toMillis()));
        try (Admin admin = Admin.create(settings)) {
            Set<String> found = admin.listTopics().names().get(2 * bound.toMillis(), TimeUnit.MILLISECONDS);
            return needed.stream()
                    .map(Topic::name)
                    .filter(name -> !found.contains(name))
                    .toList();
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new KafkaException(
                    "Kafka at %s: found no answer within %d s (%s), expected a list of its topics"
                            .formatted(bootstrapServers, bound.toSeconds(), cause.getMessage()),
                    e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Which topics are missing, and what to do about it. */
    public static String complaint(List<String> missing, String bootstrapServers) {
        return "Kafka at %s: found no topic %s, expected all of Hubmeter's; create them with 'hubmeter topics apply'"
                .formatted(bootstrapServers, String.join(", ", missing));
    }
}
