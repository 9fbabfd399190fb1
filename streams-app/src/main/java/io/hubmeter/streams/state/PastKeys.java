package io.hubmeter.streams.state;

import io.hubmeter.core.metering.AccountId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the stores of what happened to an account: as those of pods, with the instant in eight bytes and then what tells it
 * from others. So an account's entries stand together, the oldest first.
 */
public final class PastKeys {
    private PastKeys() {}

    /**
     * The key of an entry.
     *
     * @param at 1970 or later
     */
    public static Bytes of(AccountId account, Instant at, String id) {
        byte[] text = id.getBytes(StandardCharsets.UTF_8);
        return PodKeys.key(
                account,
                ByteBuffer.allocate(Long.BYTES + text.length)
                        .putLong(at.toEpochMilli())
                        .put(text)
                        .array());
    }

    /** The smallest key that an entry of an account can have. */
    public static Bytes first(AccountId account) {
        return PodKeys.first(account);
    }

    /** A key greater than that of every entry of an account: no instant since 1970 begins with this byte. */
    public static Bytes last(AccountId account) {
        return PodKeys.last(account);
    }

    /** The instant of a key. */
    public static Instant at(Bytes key) {
        return Instant.ofEpochMilli(afterAccount(key).getLong());
    }

    /** Whether two keys of one account are of the same entry, whatever their instants. */
    public static boolean haveSameId(Bytes key, Bytes other) {
        byte[] a = key.get();
        byte[] b = other.get();
        int start = Short.BYTES + ByteBuffer.wrap(a).getShort(0) + Long.BYTES;
        return a.length == b.length && Arrays.equals(a, start, a.length, b, start, b.length);
    }

    private static ByteBuffer afterAccount(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get());
        buffer.position(Short.BYTES + buffer.getShort(0));
        return buffer;
    }
}
