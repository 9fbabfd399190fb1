package io.hubmeter.streams.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
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
        HeardTimes heard = new HeardTimes(new Changed(true, Collections.singletonList(null)));
        assertThatThrownBy(() -> heard.of(0, PlayedGroup.REALM)).isInstanceOf(StateUnavailable.class);
    }

    /** A standby that has just begun to read its changelogs looks the same as one of a hub that was never heard. */
    @Test
    void onlyTheCopyThatIsWorkedOnSaysThatNothingWasHeard() {
        HeardTimes standby = new HeardTimes(new Changed(false, List.of()));
        assertThatThrownBy(() -> standby.of(0, PlayedGroup.REALM))
                .isInstanceOf(StateUnavailable.class)
                .hasMessage(
                        "copy of partition 0: has heard nothing so far, which only the one that is worked on can be sure of");
        assertThatThrownBy(() -> standby.ofAll(0)).isInstanceOf(StateUnavailable.class);

        HeardTimes active = new HeardTimes(new Changed(true, List.of()));
        assertThat(active.of(0, PlayedGroup.REALM)).isNull();
    }

    /** Has other sources. */
    private static final class Changed extends PlayedCopy {
        private final boolean isActive;
        private final List<@Nullable Object> sources;

        Changed(boolean isActive, List<@Nullable Object> sources) {
            super(HEARD);
            this.isActive = isActive;
            this.sources = sources;
        }

        @Override
        public boolean isActive() {
            return isActive;
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // as the store does while it is emptied
        public <K, V> KeyValueIterator<K, V> all(NamedStore<K, V> store, int partition) {
            return iterator(sources.stream()
                    .map(source -> new KeyValue<K, V>((K) "source", (V) source))
                    .toList()
                    .iterator());
        }
    }
}
