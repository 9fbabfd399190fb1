package io.hubmeter.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    private static final Path FOLDER = Path.of("target/broker");

    @Test
    void everyListenerIsOnTheLoopbackAddress() {
        assertThat(new BrokerSettings(FOLDER, 9092, 9093, Map.of()).properties())
                .containsEntry("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093")
                .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:9092");
    }

    @Test
    void recordsOfYearsAgoAreAcceptedAndThoseOfTheFutureAreNot() {
        assertThat(BrokerSettings.of(FOLDER, 0).properties())
                .containsEntry("log.message.timestamp.before.max.ms", "9223372036854775807")
                .containsEntry("log.message.timestamp.after.max.ms", "3600000");
    }

    @Test
    void anOverrideWins() {
        assertThat(new BrokerSettings(FOLDER, 0, 0, Map.of("num.io.threads", "9")).properties())
                .containsEntry("num.io.threads", "9");
    }

    @Test
    void aPortOutOfRangeIsNamed() {
        assertThatThrownBy(() -> BrokerSettings.of(FOLDER, 65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("port: found 65536, expected 0 to 65535");
    }

    @Test
    void bothPortsMustDiffer() {
        assertThatThrownBy(() -> new BrokerSettings(FOLDER, 9092, 9092, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("controllerPort: found 9092");
    }
}
