package io.hubmeter.schemas.registry;

import org.apache.avro.Schema;

/**
 * A schema registry within this process, which forgets everything with it: for tests, for {@code TopologyTestDriver},
 * and wherever bytes never leave the process. Numbers and refuses schemas as the real one does.
 */
public final class InMemorySchemaRegistry implements SchemaRegistryClient {

    private final SchemaLedger ledger = new SchemaLedger();

    @Override
    public synchronized int register(String subject, Schema schema) {
        return ledger.find(subject, schema)
                .orElseGet(() -> {
                    var entry = ledger.next(subject, schema);
                    ledger.add(entry);
                    return entry;
                })
                .id();
    }

    @Override
    public synchronized int idOf(String subject, Schema schema) {
        if (ledger.versions(subject).isEmpty()) {
            throw new RegistryException.Refused(404, 40401, "subject " + subject + " is unknown");
        }
        return ledger.find(subject, schema)
                .orElseThrow(() -> new RegistryException.Refused(
                        404, 40403, "subject " + subject + " has no such schema " + schema.getFullName()))
                .id();
    }

    @Override
    public synchronized Schema schemaById(int id) {
        return ledger.schema(id)
                .orElseThrow(() -> new RegistryException.Refused(404, 40403, "schema id " + id + " is unknown"));
    }

    @Override
    public synchronized void setCompatibility(String subject, Compatibility compatibility) {
        ledger.setLevel(subject, compatibility);
    }

    @Override
    public synchronized boolean isCompatible(String subject, Schema schema) {
        return ledger.objection(subject, schema, ledger.versions(subject)).isEmpty();
    }

    @Override
    public void close() {}
}
