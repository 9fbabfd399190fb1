package io.hubmeter.schemas.registry;

class InMemorySchemaRegistryTest extends SchemaRegistryContract {

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private int subjects;

    @Override
    protected SchemaRegistryClient registry() {
        return registry;
    }

    @Override
    protected String freshSubject() {
        return "subject-" + subjects++;
    }
}
