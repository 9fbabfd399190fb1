package io.hubmeter.streams;

import io.hubmeter.schemas.registry.Compatibility;
import io.hubmeter.schemas.registry.RegistryException;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry that is asked once for each schema, by all tasks together. Schemas never change, so what was learnt is true while
 * the registry is away; and a task that comes anew has serdes of its own, which know nothing yet. Refusals are not remembered.
 * Closing it leaves the registry open.
 */
final class RememberedSchemas implements SchemaRegistryClient {
    /** Far more than there are; what is beyond is asked for each time. */
    private static final int MOST = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(RememberedSchemas.class);

    private final SchemaRegistryClient registry;
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();
    private final Map<Registered, Integer> ids = new ConcurrentHashMap<>();

    private record Registered(String subject, Schema schema) {}

    RememberedSchemas(SchemaRegistryClient registry) {
        this.registry = registry;
    }

    /**
     * Asks for all of these now, as far as the registry can be asked: later it may be away.
     *
     * @throws StartRefused if the registry does not take one of them
     */
    void learn(Map<String, Schema> subjects) {
        try {
            subjects.forEach(this::register);
        } catch (RegistryException.Refused e) {
            throw new StartRefused(
                    "schema registry: found that it takes no schema of this version (%s), expected that earlier ones can be read with it; was a newer version here?"
                            .formatted(e.getMessage()),
                    e);
        } catch (RegistryException.Unreachable e) {
            LOG.warn("schemas are asked for when they are needed, because the registry is away: {}", e.getMessage());
        }
    }

    @Override
    public int register(String subject, Schema schema) {
        Integer known = ids.get(new Registered(subject, schema));
        return known != null ? known : remember(subject, schema, registry.register(subject, schema));
    }

    @Override
    public int idOf(String subject, Schema schema) {
        Integer known = ids.get(new Registered(subject, schema));
        return known != null ? known : remember(subject, schema, registry.idOf(subject, schema));
    }

    private int remember(String subject, Schema schema, int id) {
        if (ids.size() < MOST) {
            ids.put(new Registered(subject, schema), id);
        }
        remember(id, schema);
        return id;
    }

    private void remember(int id, Schema schema) {
        if (byId.size() < MOST) {
            byId.putIfAbsent(id, schema);
        }
    }

    @Override
    public Schema schemaById(int id) {
        Schema known = byId.get(id);
        if (known != null) {
            return known;
        }
        Schema found = registry.schemaById(id);
        remember(id, found);
        return found;
    }

    @Override
    public void setCompatibility(String subject, Compatibility compatibility) {
        registry.setCompatibility(subject, compatibility);
    }

    @Override
    public boolean isCompatible(String subject, Schema schema) {
        return registry.isCompatible(subject, schema);
    }

    @Override
    public void close() {
        // The caller's.
    }
}
