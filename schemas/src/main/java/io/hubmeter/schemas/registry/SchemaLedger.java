package io.hubmeter.schemas.registry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The state of a schema registry: versions by subject, ids by schema, and the compatibility each subject demands.
 * Deciding ({@link #next}) and applying ({@link #add}) are apart, so that a caller can make an entry durable between
 * the two. Not safe for use by several threads.
 */
public final class SchemaLedger {

    /**
     * A schema under a subject.
     *
     * @param version 1 for the first of the subject
     * @param id the same wherever the same schema is registered, from 1
     */
    public record Entry(String subject, int version, int id, Schema schema) {}

    private final Map<String, List<Entry>> entriesBySubject = new TreeMap<>();
    private final Map<String, Integer> idByText = new HashMap<>();
    private final Map<Integer, Schema> schemaById = new HashMap<>();
    private final Map<String, Compatibility> levelBySubject = new HashMap<>();
    private Compatibility level = Compatibility.BACKWARD;
    private int lastId;

    /** The entry of a schema in a subject; empty if the subject does not have it. */
    public Optional<Entry> find(String subject, Schema schema) {
        return versions(subject).stream()
                .filter(entry -> text(entry.schema()).equals(text(schema)))
                .findFirst();
    }

    /**
     * The entry that a schema would get as the subject's next version.
     *
     * @throws RegistryException.Refused with status 409 if the subject's compatibility forbids it
     */
    public Entry next(String subject, Schema schema) {
        objection(subject, schema, versions(subject)).ifPresent(reason -> {
            throw new RegistryException.Refused(
                    409,
                    409,
                    "subject " + subject + ": schema is not " + level(subject) + " compatible with earlier ones: "
                            + reason);
        });
        int id = idByText.getOrDefault(text(schema), lastId + 1);
        return new Entry(subject, versions(subject).size() + 1, id, schema);
    }

    /** Why a subject would not accept a schema after the given entries of it, oldest first; empty if it would. */
    public Optional<String> objection(String subject, Schema schema, List<Entry> earlier) {
        List<Schema> newestFirst =
                new ArrayList<>(earlier.stream().map(Entry::schema).toList());
        Collections.reverse(newestFirst);
        return level(subject).objection(schema, newestFirst);
    }

    /** Adds an entry; an entry that is there already changes nothing. */
    public void add(Entry entry) {
        List<Entry> entries = entriesBySubject.computeIfAbsent(entry.subject(), subject -> new ArrayList<>());
        if (entries.stream().anyMatch(known -> known.version() == entry.version())) {
            return;
        }
        entries.add(entry);
        idByText.putIfAbsent(text(entry.schema()), entry.id());
        schemaById.putIfAbsent(entry.id(), entry.schema());
        lastId = Math.max(lastId, entry.id());
    }

    /** The subjects that have a schema, in order of their names. */
    public List<String> subjects() {
        return List.copyOf(entriesBySubject.keySet());
    }

    /** The entries of a subject, oldest first; empty if the subject is unknown. */
    public List<Entry> versions(String subject) {
        return List.copyOf(entriesBySubject.getOrDefault(subject, List.of()));
    }

    /** Every entry with an id, in order of subjects; empty if the id is unknown. */
    public List<Entry> entriesOf(int id) {
        return entriesBySubject.values().stream()
                .flatMap(List::stream)
                .filter(entry -> entry.id() == id)
                .toList();
    }

    public Optional<Schema> schema(int id) {
        return Optional.ofNullable(schemaById.get(id));
    }

    /** The compatibility of subjects that have none of their own: BACKWARD until it is set. */
    public Compatibility level() {
        return level;
    }

    /** The compatibility that a subject demands. */
    public Compatibility level(String subject) {
        return ownLevel(subject).orElse(level);
    }

    /** The compatibility that was set for a subject. */
    public Optional<Compatibility> ownLevel(String subject) {
        return Optional.ofNullable(levelBySubject.get(subject));
    }

    /** Sets the compatibility of a subject, or of all that have none of their own when the subject is null. */
    public void setLevel(@Nullable String subject, Compatibility compatibility) {
        Objects.requireNonNull(compatibility);
        if (subject == null) {
            level = compatibility;
        } else {
            levelBySubject.put(subject, compatibility);
        }
    }

    /** Schemas are the same when their text is: docs count, white space does not. */
    private static String text(Schema schema) {
        return schema.toString();
    }
}
