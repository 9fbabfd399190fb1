package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.TimestampedBytesStore;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoverableWindowStoreTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final List<String> calls = new ArrayList<>();

    @Test
    @SuppressWarnings("NullAway") // the store that is played looks at no argument
    void aStoreThatCannotBeOpenedIsClosedSoThatItForgetsWhatItHadBegun() {
        TaskCorruptedException notClosed = new TaskCorruptedException(Set.of(new TaskId(1, 0)));
        WindowStore<Bytes, byte[]> store =
                RecoverableWindowStore.of(supplier(played(notClosed))).get();
        assertThatThrownBy(() -> store.init(null, null)).isSameAs(notClosed);
        assertThat(calls).containsExactly("init", "close");
    }

    /** A task with a store that cannot say so is taken for a corrupted one. */
    @Test
    void aStoreWithoutRecordsSaysHowFarItGoes(@TempDir Path folder) {
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(new Properties(), new TaskId(1, 0), folder.toFile());
        WindowStore<Bytes, byte[]> store = RecoverableWindowStore.of(
                        Stores.persistentWindowStore("rows", DAY, DAY, false))
                .get();
        store.init(context.getStateStoreContext(), store);
        TopicPartition changelog = new TopicPartition("rows-changelog", 0);
        store.commit(Map.of(changelog, 7L));
        store.close();

        store.init(context.getStateStoreContext(), store);
        assertThat(store.committedOffset(changelog)).isEqualTo(7);
        try (KeyValueIterator<Windowed<Bytes>, byte[]> all = store.all()) {
            assertThat(all).isExhausted();
        }
        store.close();
    }

    @Test
    void itsValuesHaveATimestampWhereThoseOfTheStoreHave() {
        assertThat(RecoverableWindowStore.of(Stores.persistentTimestampedWindowStore("totals", DAY, DAY, false))
                        .get())
                .isInstanceOf(TimestampedBytesStore.class);
        assertThat(RecoverableWindowStore.of(Stores.persistentWindowStore("rows", DAY, DAY, false))
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
