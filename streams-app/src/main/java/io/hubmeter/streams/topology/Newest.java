package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.streams.state.PastKeys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * What happened to each account of a task most recently, {@value #MOST} entries at the most, by their own instants: which stay
 * does not depend on the order in which they come, nor on how often.
 *
 * @param <V> the entries
 */
final class Newest<V> {
    /** How many entries of an account are kept. */
    static final int MOST = 20;

    /** Of how many accounts the keys are remembered; an account's take about two kilobytes. */
    private static final int MOST_REMEMBERED = 4_096;

    private final KeyValueStore<Bytes, V> store;
    private final Recent<AccountId, List<Bytes>> recent = new Recent<>(MOST_REMEMBERED);

    Newest(KeyValueStore<Bytes, V> store) {
        this.store = store;
    }

    /**
     * Takes in an entry, unless as many newer ones are there already.
     *
     * @param id tells an account's entries apart; of those with the same the latest stays
     */
    void add(AccountId account, Instant at, String id, V value) {
        Bytes key = PastKeys.of(account, at, id);
        List<Bytes> kept = keys(account);
        Bytes same = same(kept, key);
        if (same != null) {
            if (same.compareTo(key) < 0) {
                kept.remove(same);
                store.delete(same);
                put(kept, key, value);
            }
            return;
        }
        if (kept.size() >= MOST) {
            if (key.compareTo(kept.getFirst()) < 0) {
                return;
            }
            store.delete(kept.removeFirst());
        }
        put(kept, key, value);
    }

    private static @Nullable Bytes same(List<Bytes> kept, Bytes key) {
        for (Bytes other : kept) {
            if (PastKeys.haveSameId(other, key)) {
                return other;
            }
        }
        return null;
    }

    private void put(List<Bytes> kept, Bytes key, V value) {
        store.put(key, value);
        int found = Collections.binarySearch(kept, key);
        if (found < 0) {
            kept.add(-found - 1, key);
        }
    }

    /** The oldest first; to be kept up with what is written. */
    private List<Bytes> keys(AccountId account) {
        List<Bytes> known = recent.get(account);
        if (known != null) {
            return known;
        }
        List<Bytes> keys = new ArrayList<>();
        recent.put(account, keys);
        try (KeyValueIterator<Bytes, V> range = store.range(PastKeys.first(account), PastKeys.last(account))) {
            range.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }
}
