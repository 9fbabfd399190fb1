package io.hubmeter.streams.topology;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task has read or written lately, so that it need not be read and decoded again; who was asked about longest ago is
 * forgotten first. A task alone writes its stores, so what it remembers is what they hold, and it begins with nothing whenever
 * it is initialised.
 *
 * @param <K> whom it is about
 * @param <V> what is remembered
 */
final class Recent<K, V> {
    private final Map<K, V> entries;

    /** Remembers so many at the most. */
    Recent(int most) {
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** What is remembered; null if nothing is. */
    @Nullable
    V get(K key) {
        return entries.get(key);
    }

    void put(K key, V value) {
        entries.put(key, value);
    }
}
