package io.hubmeter.bench.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * One broker: a listener of its own for every kind of client, so that the link of each can be cut without the others'.
 *
 * @param process the broker
 * @param data the folder of its logs
 * @param direct the port for the harness, which nothing cuts
 * @param links by client, the link to it
 * @param linkPorts by client, the port of that link
 */
record BrokerNode(
        OsProcess process, Path data, int direct, Map<String, TcpProxy> links, Map<String, Integer> linkPorts) {
    private static final String DIRECT = "DIRECT";

    /** The controllers of a cluster that is about to be started, as its brokers are told of them. */
    static String voters(List<Integer> controllerPorts) {
        StringJoiner voters = new StringJoiner(",");
        for (int i = 0; i < controllerPorts.size(); i++) {
            voters.add("%d@127.0.0.1:%d".formatted(i + 1, controllerPorts.get(i)));
        }
        return voters.toString();
    }

    static BrokerNode of(int id, int brokers, String voters, int controllerPort, List<String> clients, Path folder)
            throws IOException {
        List<Integer> ports = FreePorts.of(1 + 2 * clients.size());
        List<String> listeners = new ArrayList<>(
                List.of("DIRECT://127.0.0.1:" + ports.getFirst(), "CONTROLLER://127.0.0.1:" + controllerPort));
        List<String> advertised = new ArrayList<>(List.of("DIRECT://127.0.0.1:" + ports.getFirst()));
        StringJoiner protocols =
                new StringJoiner(",").add(DIRECT + ":PLAINTEXT").add(BrokerMain.CONTROLLER + ":PLAINTEXT");
        Map<String, TcpProxy> links = new LinkedHashMap<>();
        Map<String, Integer> linkPorts = new LinkedHashMap<>();
        for (int i = 0; i < clients.size(); i++) {
            String listener = clients.get(i).toUpperCase(java.util.Locale.ROOT).replace('-', '_');
            int own = ports.get(1 + 2 * i);
            int link = ports.get(2 + 2 * i);
            listeners.add("%s://127.0.0.1:%d".formatted(listener, own));
            advertised.add("%s://127.0.0.1:%d".formatted(listener, link));
            protocols.add(listener + ":PLAINTEXT");
            links.put(clients.get(i), TcpProxy.start(link, own));
            linkPorts.put(clients.get(i), link);
        }
        Map<String, String> properties = properties(brokers);
        properties.put("node.id", Integer.toString(id));
        properties.put("log.dirs", folder.resolve("data").toString());
        properties.put("listeners", String.join(",", listeners));
        properties.put("advertised.listeners", String.join(",", advertised));
        properties.put("listener.security.protocol.map", protocols.toString());
        properties.put("controller.quorum.voters", voters);
        Files.createDirectories(folder);
        Path file = folder.resolve("broker.properties");
        Files.write(
                file,
                properties.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
        OsProcess process = OsProcess.of("broker-" + id, 512, folder, BrokerMain.class, List.of(file.toString()));
        return new BrokerNode(process, folder.resolve("data"), ports.getFirst(), links, linkPorts);
    }

    private static Map<String, String> properties(int brokers) {
        String replicas = Integer.toString(Math.min(3, brokers));
        String inSync = brokers >= 3 ? "2" : "1";
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("inter.broker.listener.name", DIRECT);
        properties.put("controller.listener.names", BrokerMain.CONTROLLER);
        properties.put("default.replication.factor", replicas);
        properties.put("min.insync.replicas", inSync);
        properties.put("offsets.topic.replication.factor", replicas);
        properties.put("transaction.state.log.replication.factor", replicas);
        properties.put("transaction.state.log.min.isr", inSync);
        properties.put("share.coordinator.state.topic.replication.factor", replicas);
        properties.put("share.coordinator.state.topic.min.isr", inSync);
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("share.coordinator.state.topic.num.partitions", "4");
        properties.put("broker.session.timeout.ms", "3000");
        properties.put("broker.heartbeat.interval.ms", "500");
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
        properties.put("auto.create.topics.enable", "false");
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("log.message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
        properties.put("log.message.timestamp.after.max.ms", "3600000");
        return properties;
    }
}
