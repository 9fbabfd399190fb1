package io.hubmeter.schemas;

import java.util.ArrayList;
import java.util.HashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads records whose lists are plain ones. Avro's own lists compare their elements without the conversions of the
 * generated class, and throw on the first decimal within.
 */
final class RecordReader<T> extends SpecificDatumReader<T> {

    /** A length that broken bytes claim must not take memory before the elements are there. */
    private static final int MOST_PREPARED = 1_000;

    RecordReader(Schema writer, Schema reader, SpecificData model) {
        super(writer, reader, withoutFastReader(model));
    }

    /** The same conversions; Avro's fast reader makes its own lists and asks nobody. */
    private static SpecificData withoutFastReader(SpecificData model) {
        var plain = new SpecificData(model.getClassLoader());
        model.getConversions().forEach(plain::addLogicalTypeConversion);
        plain.setFastReaderEnabled(false);
        return plain;
    }

    @Override
    protected Object newArray(@Nullable Object old, int size, Schema schema) {
        return new ArrayList<>(Math.min(size, MOST_PREPARED));
    }

    @Override
    protected Object newMap(@Nullable Object old, int size) {
        return HashMap.newHashMap(Math.min(size, MOST_PREPARED));
    }
}
