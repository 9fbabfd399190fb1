package io.hubmeter.standalone.upgrade;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a version left in Kafka, and what it said of it.
 *
 * <p>The file is gzip around big-endian fields: a count before each list; a string or value as its length in bytes and the bytes, length
 * −1 for none.
 *
 * @param topics every topic with its number of partitions and what was set of it, as {@code name=value}
 * @param records in the order of each partition: first those that the version had processed or written, then those that it had not
 * @param processed how many records of each partition of each input it had processed
 * @param before what it answered at that point
 * @param after what it answered when it had processed the rest
 */
record Dump(
        List<DumpedTopic> topics,
        List<DumpedRecord> records,
        List<Processed> processed,
        List<String> before,
        List<String> after) {
    private static final int FORMAT = 1;

    /** A topic. */
    record DumpedTopic(String name, int partitions, List<String> settings) {}

    /** A record; {@code isNew} if the version had not processed it when the rest was written down. */
    @SuppressWarnings("ArrayRecordComponent")
    record DumpedRecord(
            String topic,
            int partition,
            long timestampMs,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<DumpedHeader> headers,
            boolean isNew) {}

    /** A header of a record. */
    @SuppressWarnings("ArrayRecordComponent")
    record DumpedHeader(String name, byte @Nullable [] value) {}

    /** A committed position, as a number of records, with what the group wrote beside it. */
    record Processed(String topic, int partition, long records, String metadata) {}

    void write(OutputStream file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(file))) {
            out.writeInt(FORMAT);
            out.writeInt(topics.size());
            for (DumpedTopic topic : topics) {
                string(out, topic.name());
                out.writeInt(topic.partitions());
                strings(out, topic.settings());
            }
            out.writeInt(records.size());
            for (DumpedRecord record : records) {
                string(out, record.topic());
                out.writeInt(record.partition());
                out.writeLong(record.timestampMs());
                bytes(out, record.key());
                bytes(out, record.value());
                out.writeInt(record.headers().size());
                for (DumpedHeader header : record.headers()) {
                    string(out, header.name());
                    bytes(out, header.value());
                }
                out.writeBoolean(record.isNew());
            }
            out.writeInt(processed.size());
            for (Processed one : processed) {
                string(out, one.topic());
                out.writeInt(one.partition());
                out.writeLong(one.records());
                string(out, one.metadata());
            }
            strings(out, before);
            strings(out, after);
        }
    }

    static Dump read(InputStream file) throws IOException {
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(file))) {
            int format = in.readInt();
            if (format != FORMAT) {
                throw new IOException("format: found %d, expected %d".formatted(format, FORMAT));
            }
            List<DumpedTopic> topics = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                topics.add(new DumpedTopic(string(in), in.readInt(), strings(in)));
            }
            List<DumpedRecord> records = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                String topic = string(in);
                int partition = in.readInt();
                long timestampMs = in.readLong();
                byte[] key = bytes(in);
                byte[] value = bytes(in);
                List<DumpedHeader> headers = new ArrayList<>();
                for (int more = in.readInt(); more > 0; more--) {
                    headers.add(new DumpedHeader(string(in), bytes(in)));
                }
                records.add(new DumpedRecord(topic, partition, timestampMs, key, value, headers, in.readBoolean()));
            }
            List<Processed> processed = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                processed.add(new Processed(string(in), in.readInt(), in.readLong(), string(in)));
            }
            return new Dump(topics, records, processed, strings(in), strings(in));
        }
    }

    private static void strings(DataOutputStream out, List<String> strings) throws IOException {
        out.writeInt(strings.size());
        for (String string : strings) {
            string(out, string);
        }
    }

    private static void string(DataOutputStream out, String string) throws IOException {
        bytes(out, string.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static List<String> strings(DataInputStream in) throws IOException {
        List<String> strings = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            strings.add(string(in));
        }
        return strings;
    }

    private static String string(DataInputStream in) throws IOException {
        byte[] bytes = bytes(in);
        return new String(bytes == null ? new byte[0] : bytes, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
