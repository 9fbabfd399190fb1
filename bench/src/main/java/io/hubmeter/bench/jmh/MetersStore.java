package io.hubmeter.bench.jmh;

import io.hubmeter.bench.topology.PodWorkload;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.streams.SharedMemory;
import io.hubmeter.streams.topology.MeterRetention;
import io.hubmeter.streams.topology.MeterTopology;
import io.hubmeter.streams.topology.StoreNames;
import io.hubmeter.wire.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.VersionedKeyValueStore;

/** The store {@code meters} of the real topology, on disk, without a broker; its folder is gone afterwards. */
final class MetersStore implements AutoCloseable {
    private final Path folder;
    private final TopologyTestDriver driver;
    private final VersionedKeyValueStore<String, ReadingRecord> meters;
    private final List<Reading> readings;

    /** An empty one, with readings to put. */
    MetersStore(int readingsOfEach) throws IOException {
        folder = Files.createTempDirectory("hubmeter-bench-");
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedMemory.class);
        driver = new TopologyTestDriver(
                new MeterTopology(new InMemorySchemaRegistry(), MeterRetention.DEFAULT).build(), properties);
        meters = driver.getVersionedKeyValueStore(StoreNames.METERS);
        readings = new ArrayList<>(Histories.of(readingsOfEach).readings());
    }

    /** The store. */
    VersionedKeyValueStore<String, ReadingRecord> meters() {
        return meters;
    }

    /** Puts a reading of an account. */
    void put(int account, int reading) {
        AccountId id = PodWorkload.account(account);
        Reading put = readings.get(reading);
        meters.put(id.toString(), Readings.record(id, put), put.at().toEpochMilli());
    }

    /** Puts all readings of many accounts, in the order of time. */
    void fill(int accounts) {
        for (int reading = 0; reading < readings.size(); reading++) {
            for (int account = 0; account < accounts; account++) {
                put(account, reading);
            }
        }
    }

    @Override
    public void close() throws IOException {
        driver.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
