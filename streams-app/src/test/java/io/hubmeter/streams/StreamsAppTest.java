package io.hubmeter.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.streams.topology.MeterRetention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.junit.jupiter.api.Test;

class StreamsAppTest {
    private static final InMemorySchemaRegistry REGISTRY = new InMemorySchemaRegistry();

    private static StreamsAppConfig config(Map<String, String> overrides) {
        return new StreamsAppConfig(
                "hubmeter",
                "127.0.0.1:9092",
                Path.of("state"),
                3,
                1,
                Duration.ofMillis(150),
                MeterRetention.DEFAULT,
                overrides);
    }

    @Test
    void everySettingThatCorrectnessRestsOnIsExplicit() {
        assertThat(StreamsProperties.of(config(Map.of()), REGISTRY))
                .containsEntry("application.id", "hubmeter")
                .containsEntry("bootstrap.servers", "127.0.0.1:9092")
                .containsEntry("state.dir", "state")
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("commit.interval.ms", 150L)
                .containsEntry("num.stream.threads", 3)
                .containsEntry("num.standby.replicas", 1)
                .containsEntry("ensure.explicit.internal.resource.naming", true)
                .containsEntry("deserialization.exception.handler", RejectUnreadable.class)
                .containsEntry("processing.exception.handler", LogAndFailProcessingExceptionHandler.class)
                .containsEntry("group.protocol", "classic")
                .containsEntry("acceptable.recovery.lag", 10_000L)
                .containsEntry("probing.rebalance.interval.ms", 60_000L)
                .containsEntry("consumer.session.timeout.ms", 6_000)
                .containsEntry("consumer.heartbeat.interval.ms", 1_000)
                .containsEntry("producer.transaction.timeout.ms", 60_000)
                .containsEntry("consumer.auto.offset.reset", "earliest")
                .containsEntry("rocksdb.config.setter", SharedMemory.class);
    }

    @Test
    void theOperatorsSettingsWin() {
        assertThat(StreamsProperties.of(config(Map.of("consumer.session.timeout.ms", "9000")), REGISTRY))
                .containsEntry("consumer.session.timeout.ms", "9000");
    }

    @Test
    void kafkaTakesTheSettingsAsTheyAre() {
        StreamsConfig parsed = new StreamsConfig(StreamsProperties.of(config(Map.of()), REGISTRY));
        assertThat(parsed.getString("processing.guarantee")).isEqualTo("exactly_once_v2");
        assertThat(parsed.deserializationExceptionHandler()).isInstanceOf(RejectUnreadable.class);
    }
}
