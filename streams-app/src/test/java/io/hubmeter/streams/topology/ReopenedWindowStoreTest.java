package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.TimestampedBytesStore;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.Test;

class ReopenedWindowStoreTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final List<String> calls = new ArrayList<>();

    @Test
    @SuppressWarnings("NullAway") // the store that is played looks at no argument
    void aStoreThatCannotBeOpenedIsClosedSoThatItForgetsWhatItHadBegun() {
        TaskCorruptedException notClosed = new TaskCorruptedException(Set.of(new TaskId(1, 0)));
        WindowStore<Bytes, byte[]> store =
                ReopenedWindowStore.of(supplier(played(notClosed))).get();
        assertThatThrownBy(() -> store.init(null, null)).isSameAs(notClosed);
        assertThat(calls).containsExactly("init", "close");
    }

    @Test
    void itsValuesHaveATimestampWhereThoseOfTheStoreHave() {
        assertThat(ReopenedWindowStore.of(Stores.persistentTimestampedWindowStore("totals", DAY, DAY, false))
                        .get())
                .isInstanceOf(TimestampedBytesStore.class);
        assertThat(ReopenedWindowStore.of(Stores.persistentWindowStore("rows", DAY, DAY, false))
                        .get())
                .isNotInstanceOf(TimestampedBytesStore.class);
    }

    /** A store that notes what it is asked for, and cannot be opened. */
    @SuppressWarnings("unchecked")
    private WindowStore<Bytes, byte[]> played(RuntimeException thrown) {
        return (WindowStore<Bytes, byte[]>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {WindowStore.class}, (store, method, arguments) -> {
                    calls.add(method.getName());
                    if (method.getName().equals("init")) {
                        throw thrown;
                    }
                    return null;
                });
    }

    private static WindowBytesStoreSupplier supplier(WindowStore<Bytes, byte[]> store) {
        return new WindowBytesStoreSupplier() {
            @Override
            public String name() {
                return "rows";
            }

            @Override
            public WindowStore<Bytes, byte[]> get() {
                return store;
            }

            @Override
            public String metricsScope() {
                return "rocksdb-window";
            }

            @Override
            public long segmentIntervalMs() {
                return DAY.toMillis();
            }

            @Override
            public long windowSize() {
                return DAY.toMillis();
            }

            @Override
            public boolean retainDuplicates() {
                return false;
            }

            @Override
            public long retentionPeriod() {
                return DAY.toMillis();
            }
        };
    }
}
