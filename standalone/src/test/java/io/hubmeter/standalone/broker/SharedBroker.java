package io.hubmeter.standalone.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.UUID;

/** One broker for all integration tests of a run; tests keep out of each other's way by the names they use. */
public final class SharedBroker {

    private static final EmbeddedBroker BROKER = start();

    private SharedBroker() {}

    public static String bootstrapServers() {
        return BROKER.bootstrapServers();
    }

    /** A name that no other test of this run uses. */
    public static String freshName(String prefix) {
        return prefix + "-" + UUID.randomUUID();
    }

    private static EmbeddedBroker start() {
        try {
            var broker = EmbeddedBroker.start(BrokerSettings.of(Files.createTempDirectory("hubmeter-broker"), 0));
            // Closed with the process, whose other threads have ended by then.
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "close-shared-broker"));
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
