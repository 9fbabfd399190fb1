package io.hubmeter.streams.hot;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hubmeter.core.metering.AccountId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of one process and those who ask its stores share, so that who is asked about twice is read once. Safe for use by
 * many threads.
 *
 * <p>Nothing is ever taken back from what is remembered. Instead each account has a number that its task raises before and after each
 * write, and each task a {@link HotPartition} of its own from its start to its end: what was read under another number, or from
 * another task, is not used. Whoever reads takes the number first, and the time heard before that; so what an answer rests on is at
 * least as new as the time heard that it tells. Accounts share numbers, which only makes some of them be read again.
 */
public final class HotAccounts {
    /** What a reading with three resources takes, with its span and its share of the rest. */
    private static final int READING_BYTES = 768;
    /** One part in so many of the heap, at the most. */
    private static final int SHARE_OF_HEAP = 8;

    private static final int NUMBERS = 1 << 16;

    private final AtomicLongArray numbers = new AtomicLongArray(NUMBERS);
    private final ConcurrentMap<Integer, HotPartition> partitions = new ConcurrentHashMap<>();
    private final Cache<AccountId, HotAccount> accounts;

    /** Remembers what an eighth of the heap has room for. */
    public HotAccounts() {
        this(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / READING_BYTES);
    }

    /**
     * Remembers so much.
     *
     * @param mostReadings how many readings, over all accounts; an account without any counts as two
     */
    public HotAccounts(long mostReadings) {
        this.accounts = Caffeine.newBuilder()
                .maximumWeight(mostReadings)
                .weigher((AccountId account, HotAccount known) -> known.weight())
                .build();
    }

    /** Begins what is remembered of a partition anew; for the task that has its stores, once they are restored. */
    public void begin(int partition, HotPartition begun) {
        partitions.put(partition, begun);
    }

    /** Ends it, unless another task has begun it anew. */
    public void end(int partition, HotPartition begun) {
        partitions.remove(partition, begun);
    }

    /** A partition that a task of this process works on; null if none does. */
    public @Nullable HotPartition partition(int partition) {
        return partitions.get(partition);
    }

    /** Notes that something of an account is about to be written, or has been; both must be noted. */
    public void writing(AccountId account) {
        numbers.incrementAndGet(index(account));
    }

    /** Changes whenever something of an account is written. */
    public long number(AccountId account) {
        return numbers.get(index(account));
    }

    /** What is remembered of an account, if it was read from this task under this number; else null. */
    public @Nullable HotAccount get(AccountId account, HotPartition partition, long number) {
        HotAccount known = accounts.getIfPresent(account);
        return known != null && known.partition() == partition && known.number() == number ? known : null;
    }

    /**
     * Remembers what was read.
     *
     * @return false if something was written, or the task ended, while it was read: then it is not remembered, and may be mixed
     */
    public boolean put(int partition, AccountId account, HotAccount read) {
        if (partition(partition) != read.partition() || number(account) != read.number()) {
            return false;
        }
        accounts.put(account, read);
        return true;
    }

    /** Waits until what is too much is forgotten, which otherwise happens behind the next few uses. */
    void settle() {
        accounts.cleanUp();
    }

    private static int index(AccountId account) {
        int hash = account.hashCode() * 0x9E3779B9;
        return hash >>> 16;
    }
}
