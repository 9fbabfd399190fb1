package io.hubmeter.collector.jupyterhub;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.collector.publish.RecordedTopics;
import io.hubmeter.collector.source.FakeTicker;
import io.hubmeter.hub.Secret;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.Random;

/** A source whose time is the test's, whose topics are in memory, and which knows what those hold. */
final class DrivenSource {
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    final FakeTicker ticker = new FakeTicker();
    final RecordedTopics topics = new RecordedTopics();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final JupyterHubSource source;

    DrivenSource(JupyterHubSourceConfig config) {
        source = new JupyterHubSource(config, topics::groups, ticker::instant, ticker, new Random(1), meters);
    }

    static DrivenSource of(URI apiUrl, int pageSize) {
        return new DrivenSource(config(apiUrl, pageSize, 600, TIMEOUT));
    }

    static JupyterHubSourceConfig config(URI apiUrl, int pageSize, int perMinute, Duration timeout) {
        return new JupyterHubSourceConfig(
                "prod", "lab", apiUrl, Secret.of(FakeHub.TOKEN), pageSize, Duration.ofMinutes(1), perMinute, timeout);
    }

    /** Runs until it has waited so often, and then waits once more. */
    void runForPauses(int pauses) {
        ticker.endAfter(pauses);
        assertThatThrownBy(() -> source.run(topics.publisher())).isInstanceOf(InterruptedException.class);
    }

    double count(String meter, String tag, String value) {
        Counter counter = meters.find(meter).tag(tag, value).counter();
        return counter == null ? 0 : counter.count();
    }
}
