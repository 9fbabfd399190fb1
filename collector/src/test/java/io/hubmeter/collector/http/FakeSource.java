package io.hubmeter.collector.http;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.source.Source;
import io.hubmeter.collector.source.SourceHealth;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A source that only says how it fares. */
record FakeSource(String name, SourceHealth health) implements Source {

    static FakeSource of(String name, SourceHealth.State state, @Nullable String detail) {
        return new FakeSource(name, new SourceHealth(state, Instant.parse("2026-11-22T10:00:00Z"), detail));
    }

    @Override
    public void run(Publisher publisher) {
        throw new UnsupportedOperationException();
    }
}
