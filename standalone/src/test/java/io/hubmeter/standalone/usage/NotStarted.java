package io.hubmeter.standalone.usage;

import io.hubmeter.streams.query.UsageQueries;
import io.hubmeter.streams.topology.MeterRetention;
import io.hubmeter.streams.topology.MeterTopology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;

/** A stream processor that holds no store yet: what every instance is before it has restored. */
final class NotStarted implements AutoCloseable {
    private static final int PARTITIONS = 4;

    private final KafkaStreams streams;

    NotStarted(SharedPlatform platform) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "not-started");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder().toString());
        properties.put(
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, platform.standalone().bootstrapServers());
        this.streams = new KafkaStreams(
                new MeterTopology(platform.standalone().registry(), MeterRetention.DEFAULT).build(), properties);
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("hubmeter-not-started");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    UsageQueries queries() {
        return new UsageQueries(streams, PARTITIONS);
    }

    KafkaStreams.State state() {
        return streams.state();
    }

    @Override
    public void close() {
        streams.close();
    }
}
