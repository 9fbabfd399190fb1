package io.hubmeter.streams.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the agenda: length of the realm in one byte, the realm, a letter for what is to be done, the instant in eight
 * bytes, then the subject. So what is due first in a realm comes first.
 */
public final class AgendaKeys {
    /** Look at an account's limits again; the subject is the account. */
    public static final char LOOK = 'l';
    /** A grant begins or ends then; the subject is the account. */
    public static final char GRANT = 'g';
    /** Readings, groups or prices changed from then on: write rows; the subject is the account. */
    public static final char ROWS_CHANGED = 'r';
    /** An hour is over then in which there was use: write rows; the subject is the account. */
    public static final char HOUR_OVER = 'h';
    /** Forget a pod that ended long ago; the subject is the pod's key. */
    public static final char FORGET = 'p';

    private AgendaKeys() {}

    /** The key of an entry. */
    public static Bytes of(String realm, char todo, Instant at, byte[] subject) {
        byte[] name = realm.getBytes(StandardCharsets.US_ASCII);
        return Bytes.wrap(ByteBuffer.allocate(2 + name.length + Long.BYTES + subject.length)
                .put((byte) name.length)
                .put(name)
                .put((byte) todo)
                .putLong(at.toEpochMilli())
                .put(subject)
                .array());
    }

    /** The smallest key of a realm and a kind of work. */
    public static Bytes first(String realm, char todo) {
        return of(realm, todo, Instant.EPOCH, new byte[0]);
    }

    /** A key greater than those before an instant, and not greater than those at it. */
    public static Bytes before(String realm, char todo, Instant at) {
        return of(realm, todo, at, new byte[0]);
    }

    /** The instant of a key. */
    public static Instant at(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get());
        return Instant.ofEpochMilli(buffer.getLong(1 + buffer.get(0) + 1));
    }

    /** The subject of a key. */
    public static byte[] subject(Bytes key) {
        ByteBuffer buffer = ByteBuffer.wrap(key.get());
        buffer.position(1 + buffer.get(0) + 1 + Long.BYTES);
        byte[] subject = new byte[buffer.remaining()];
        buffer.get(subject);
        return subject;
    }
}
