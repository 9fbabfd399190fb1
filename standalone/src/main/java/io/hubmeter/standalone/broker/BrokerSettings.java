package io.hubmeter.standalone.broker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What an embedded broker needs to know.
 *
 * @param folder where everything is kept; created when missing, and of no other use
 * @param port that clients connect to; 0 takes a free one, another at each start
 * @param controllerPort that the broker uses with itself; 0 takes a free one
 * @param overrides Kafka's own broker properties, which replace those chosen here
 */
public record BrokerSettings(Path folder, int port, int controllerPort, Map<String, String> overrides) {
    /**
     * Overrides with which nothing is deleted or compacted, for records that carry a time of long ago. A broker would do so half a minute
     * after its start for the first time, however seldom it is to look.
     */
    public static final Map<String, String> KEEP_EVERYTHING = Map.of(
            "log.initial.task.delay.ms",
            Long.toString(Long.MAX_VALUE),
            "log.retention.check.interval.ms",
            Long.toString(Long.MAX_VALUE),
            "log.cleaner.enable",
            "false");

    static final String LOOPBACK = "127.0.0.1";
    static final int NODE_ID = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private static final int LAST_PORT = 65_535;

    /** @throws IllegalArgumentException if a port is not within 0 to 65535, or both are the same */
    public BrokerSettings {
        checkPort("port", port);
        checkPort("controllerPort", controllerPort);
        if (port != 0 && port == controllerPort) {
            throw new IllegalArgumentException("controllerPort: found " + port + ", expected another than port");
        }
        folder = folder.toAbsolutePath().normalize();
        overrides = Map.copyOf(overrides);
    }

    /** With nothing overridden, and a free controller port. */
    public static BrokerSettings of(Path folder, int port) {
        return new BrokerSettings(folder, port, 0, Map.of());
    }

    BrokerSettings withPorts(int port, int controllerPort) {
        return new BrokerSettings(folder, port, controllerPort, overrides);
    }

    /** Kafka's configuration. */
    Map<String, String> properties() {
        var properties = new HashMap<String, String>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", Integer.toString(NODE_ID));
        properties.put("log.dirs", folder.toString());
        properties.putAll(network());
        properties.putAll(singleNode());
        properties.putAll(small());
        properties.putAll(records());
        properties.putAll(overrides);
        return properties;
    }

    private Map<String, String> network() {
        String clients = "PLAINTEXT://" + LOOPBACK + ":" + port;
        return Map.of(
                "listeners",
                clients + "," + CONTROLLER_LISTENER + "://" + LOOPBACK + ":" + controllerPort,
                "advertised.listeners",
                clients,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
                "inter.broker.listener.name",
                "PLAINTEXT",
                "controller.listener.names",
                CONTROLLER_LISTENER,
                "controller.quorum.voters",
                NODE_ID + "@" + LOOPBACK + ":" + controllerPort);
    }

    private static Map<String, String> singleNode() {
        return Map.of(
                "default.replication.factor", "1",
                "min.insync.replicas", "1",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                // The broker must notice its own restart quickly; 1.5 s is too short for a loaded machine.
                "broker.session.timeout.ms", "3000",
                "broker.heartbeat.interval.ms", "500");
    }

    private static Map<String, String> small() {
        return Map.of(
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.num.partitions", "4",
                "share.coordinator.state.topic.num.partitions", "4",
                "num.network.threads", "2",
                "num.io.threads", "4",
                "log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20),
                "log.cleaner.io.buffer.size", Integer.toString(128 << 10));
    }

    private static Map<String, String> records() {
        return Map.of(
                "auto.create.topics.enable", "false",
                // No second consumer is about to join, so a group need not wait for one.
                "group.initial.rebalance.delay.ms", "0",
                // A replay writes records of years ago; one from the future would poison versioned stores.
                "log.message.timestamp.type", "CreateTime",
                "log.message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE),
                "log.message.timestamp.after.max.ms", "3600000");
    }

    private static void checkPort(String name, int port) {
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException(name + ": found " + port + ", expected 0 to " + LAST_PORT);
        }
    }
}
