package io.hubmeter.standalone.registry;

import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.schemas.registry.SchemaRegistryContract;
import io.hubmeter.standalone.broker.SharedBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The client and the registry together keep the contract that the registry in memory keeps. */
class EmbeddedRegistryContractIT extends SchemaRegistryContract {

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedRegistry registry;

    @SuppressWarnings("NullAway.Init")
    private static HttpSchemaRegistry client;

    @BeforeAll
    static void start() {
        registry = EmbeddedRegistry.start(SharedBroker.bootstrapServers(), 0);
        client = new HttpSchemaRegistry(registry.uri());
    }

    @AfterAll
    static void stop() {
        client.close();
        registry.close();
    }

    @Override
    protected SchemaRegistryClient registry() {
        return client;
    }

    @Override
    protected String freshSubject() {
        return SharedBroker.freshName("contract");
    }
}
