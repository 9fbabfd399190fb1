package io.hubmeter.streams.state;

import io.hubmeter.core.metering.AccountId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the pod stores: length of the account in two bytes, the account, the pod's uid. The length comes first, so that no
 * account's keys are a prefix of another's, whatever its name holds.
 */
public final class PodKeys {
    private PodKeys() {}

    /** The key of a pod. */
    public static Bytes of(AccountId account, String uid) {
        return key(account, uid.getBytes(StandardCharsets.UTF_8));
    }

    /** The smallest key that a pod of an account can have. */
    public static Bytes first(AccountId account) {
        return key(account, new byte[0]);
    }

    /** A key greater than that of every pod of an account: no uid in UTF-8 begins with this byte. */
    public static Bytes last(AccountId account) {
        return key(account, new byte[] {(byte) 0xFF});
    }

    static Bytes key(AccountId account, byte[] uid) {
        byte[] name = account.toString().getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Short.BYTES + name.length + uid.length)
                .putShort((short) name.length)
                .put(name)
                .put(uid)
                .array());
    }

    /** The account of a key. */
    public static AccountId account(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get());
        byte[] name = new byte[buffer.getShort()];
        buffer.get(name);
        return AccountId.parse(new String(name, StandardCharsets.UTF_8));
    }

    /** The uid of a key. */
    public static String uid(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get());
        buffer.position(Short.BYTES + buffer.getShort(0));
        return StandardCharsets.UTF_8.decode(buffer).toString();
    }
}
