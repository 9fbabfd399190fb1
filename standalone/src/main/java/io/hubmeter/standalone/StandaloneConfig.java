package io.hubmeter.standalone;

import io.hubmeter.streams.topology.MeterRetention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * How everything runs in one process.
 *
 * @param dataFolder where broker and stores keep their files
 * @param brokerPort where Kafka listens; 0 takes a free one
 * @param registryPort where the schema registry listens; 0 takes a free one
 * @param partitions how many partitions accounts are spread over; fixed once the folder is in use
 * @param threads how many stream threads
 * @param commitInterval how often a transaction is committed
 * @param retention how far back readings are kept
 * @param brokerProperties further properties of the broker
 */
public record StandaloneConfig(
        Path dataFolder,
        int brokerPort,
        int registryPort,
        int partitions,
        int threads,
        Duration commitInterval,
        MeterRetention retention,
        Map<String, String> brokerProperties) {
    /** Two threads, four partitions, free ports. */
    public static StandaloneConfig in(Path dataFolder) {
        return new StandaloneConfig(dataFolder, 0, 0, 4, 2, Duration.ofMillis(200), MeterRetention.DEFAULT, Map.of());
    }

    /** The same on other ports. */
    public StandaloneConfig onPorts(int broker, int registry) {
        return new StandaloneConfig(
                dataFolder, broker, registry, partitions, threads, commitInterval, retention, brokerProperties);
    }

    /** The same with further properties of the broker. */
    public StandaloneConfig withBroker(Map<String, String> properties) {
        return new StandaloneConfig(
                dataFolder, brokerPort, registryPort, partitions, threads, commitInterval, retention, properties);
    }
}
