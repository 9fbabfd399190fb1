package io.hubmeter.bench.faults.check;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** One record of a topic, with its value as the schema describes it and nothing more. */
record Written(int partition, long offset, String key, GenericRecord value) {

    String text(String field) {
        return String.valueOf(value.get(field));
    }

    long number(String field) {
        return ((Number) value.get(field)).longValue();
    }

    boolean isTrue(String field) {
        return Boolean.TRUE.equals(value.get(field));
    }

    GenericRecord record(String field) {
        return (GenericRecord) value.get(field);
    }

    Map<String, BigInteger> decimals(String field) {
        return decimals(value, field);
    }

    /** A number of milliseconds, or null. */
    static @Nullable Long optional(GenericRecord record, String field) {
        Object found = record.get(field);
        return found == null ? null : ((Number) found).longValue();
    }

    /** The millionths of a decimal; null stays null. */
    static @Nullable BigInteger decimal(@Nullable Object bytes) {
        if (bytes == null) {
            return null;
        }
        ByteBuffer buffer = ((ByteBuffer) bytes).duplicate();
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return new BigInteger(copy);
    }

    /** Decimals by name in millionths, those of zero left out. */
    static Map<String, BigInteger> decimals(GenericRecord record, String field) {
        Map<String, BigInteger> decimals = new TreeMap<>();
        ((Map<?, ?>) record.get(field)).forEach((name, bytes) -> {
            BigInteger millionths = decimal(bytes);
            if (millionths != null && millionths.signum() != 0) {
                decimals.put(String.valueOf(name), millionths);
            }
        });
        return decimals;
    }
}
