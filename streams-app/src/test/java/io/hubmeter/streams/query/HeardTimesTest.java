package io.hubmeter.streams.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeardTimesTest {
    private static final Instant HEARD = Instant.parse("2026-11-01T12:00:00Z");

    @Test
    void aSourceTellsWhenItWasHeard() {
        assertThat(new HeardTimes(new PlayedCopy(HEARD)).of(0, PlayedGroup.REALM))
                .isEqualTo(HEARD);
        assertThat(new HeardTimes(new PlayedCopy(HEARD)).of(0, "other")).isNull();
    }

    /** A store in memory is emptied before it counts as closed: keys that were found have no values any more. */
    @Test
    void aCopyThatIsEmptiedWhileItIsReadIsNotOneThatHasHeardNothing() {
        HeardTimes heard = new HeardTimes(new Emptied(new PlayedCopy(HEARD)));
        assertThatThrownBy(() -> heard.of(0, PlayedGroup.REALM)).isInstanceOf(StateUnavailable.class);
    }

    /** Has keys without values. */
    private record Emptied(PlayedCopy copy) implements StoreReader {
        @Override
        public boolean isActive() {
            return true;
        }

        @Override
        public <K, V> KeyValueIterator<K, V> all(NamedStore<K, V> store, int partition) {
            try (KeyValueIterator<K, V> all = copy.all(store, partition)) {
                return PlayedCopy.iterator(
                        List.of(new KeyValue<K, V>(all.next().key, null)).iterator());
            }
        }

        @Override
        public <K, V> @Nullable V get(NamedStore<K, V> store, int partition, K key) {
            return copy.get(store, partition, key);
        }

        @Override
        public <K, V> KeyValueIterator<K, V> range(NamedStore<K, V> store, int partition, K first, K last) {
            return copy.range(store, partition, first, last);
        }

        @Override
        public long count(NamedStore<?, ?> store, int partition) {
            return copy.count(store, partition);
        }

        @Override
        public <V> List<V> windows(String store, int partition, String key, Instant from, Instant to) {
            return copy.windows(store, partition, key, from, to);
        }

        @Override
        public <R> @Nullable R query(String store, int partition, Query<R> query) {
            return copy.query(store, partition, query);
        }
    }
}
