package io.hubmeter.standalone.recovery;

import io.hubmeter.schemas.registry.Compatibility;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import org.apache.avro.Schema;

/** A registry client with a bug: it throws what nobody foresaw when it is asked for the schema of one subject. */
final class BrokenRegistry implements SchemaRegistryClient {
    private final SchemaRegistryClient registry;
    private final String brokenSubject;

    BrokenRegistry(SchemaRegistryClient registry, String brokenSubject) {
        this.registry = registry;
        this.brokenSubject = brokenSubject;
    }

    @Override
    public int register(String subject, Schema schema) {
        if (subject.equals(brokenSubject)) {
            throw new IllegalStateException("a bug");
        }
        return registry.register(subject, schema);
    }

    @Override
    public int idOf(String subject, Schema schema) {
        if (subject.equals(brokenSubject)) {
            throw new IllegalStateException("a bug");
        }
        return registry.idOf(subject, schema);
    }

    @Override
    public Schema schemaById(int id) {
        return registry.schemaById(id);
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
    public void close() {}
}
