package io.hubmeter.schemas.registry;

import org.apache.avro.Schema;

/**
 * A schema registry that numbers schemas as Confluent's does. Implementations are safe for use by many threads and
 * ask the registry each time: callers keep what they need often.
 *
 * <p>Every method throws {@link RegistryException.Refused} when the registry says no, and
 * {@link RegistryException.Unreachable} when it cannot be asked.
 */
public interface SchemaRegistryClient extends AutoCloseable {

    /**
     * Registers a schema unless the subject has it already.
     *
     * @return its id, which is the same in every subject
     * @throws RegistryException.Refused with status 409 if earlier schemas of the subject forbid it
     */
    int register(String subject, Schema schema);

    /**
     * The id of a schema that the subject has.
     *
     * @throws RegistryException.Refused with error code 40401 or 40403 if it does not have it
     */
    int idOf(String subject, Schema schema);

    /**
     * The schema with an id.
     *
     * @throws RegistryException.Refused with error code 40403 if there is none
     */
    Schema schemaById(int id);

    /** Sets which changes the subject accepts from now on. */
    void setCompatibility(String subject, Compatibility compatibility);

    /** Whether the subject would accept the schema as its next version; true when it has none yet. */
    boolean isCompatible(String subject, Schema schema);

    /** Ends connections; throws nothing. */
    @Override
    void close();
}
