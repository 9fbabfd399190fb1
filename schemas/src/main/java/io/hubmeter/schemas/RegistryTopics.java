package io.hubmeter.schemas;

import io.hubmeter.schemas.registry.Compatibility;
import io.hubmeter.schemas.registry.RegistryException;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Brings the schemas of the catalogue to a registry; may be run any number of times. */
public final class RegistryTopics {

    /** Every subject accepts only schemas that can read all earlier ones, so that old records stay readable. */
    public static final Compatibility COMPATIBILITY = Compatibility.BACKWARD_TRANSITIVE;

    private static final int NOT_FOUND = 404;

    private RegistryTopics() {}

    /** Registers the whole catalogue; see {@link #register(SchemaRegistryClient, Collection)}. */
    public static Map<String, Integer> register(SchemaRegistryClient registry) {
        return register(registry, Topics.all());
    }

    /**
     * Registers the schema of each topic and sets the compatibility of its subject.
     *
     * @return schema ids by subject
     * @throws RegistryException.Refused with status 409 if a registered schema cannot be read by the current one
     */
    public static Map<String, Integer> register(SchemaRegistryClient registry, Collection<Topic> topics) {
        var ids = new LinkedHashMap<String, Integer>();
        for (Topic topic : topics) {
            ids.put(topic.subject(), register(registry, topic));
        }
        return ids;
    }

    private static int register(SchemaRegistryClient registry, Topic topic) {
        try {
            registry.setCompatibility(topic.subject(), COMPATIBILITY);
            return registry.register(topic.subject(), topic.schema());
        } catch (RegistryException.Refused e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
        }
        // Some registries know a subject only once it has a schema.
        int id = registry.register(topic.subject(), topic.schema());
        registry.setCompatibility(topic.subject(), COMPATIBILITY);
        return id;
    }
}
