package io.hubmeter.schemas;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Records of any generated class with values drawn from a seed; the same seed gives the same records. */
public final class RandomRecords {

    private static final int LONGEST = 4;
    private static final String[] TEXTS = {
        "", "a", "bob", "ana-maria", "a/b", "\"quoted\" text", "名前", "🐍", "x".repeat(200)
    };

    private final Random random;

    public RandomRecords(long seed) {
        this.random = new Random(seed);
    }

    /** The next record of a class. */
    public <T extends SpecificRecord> T next(Class<T> type) {
        return type.cast(record(SpecificData.getForClass(type).getSchema(type)));
    }

    private SpecificRecord record(Schema schema) {
        var record =
                (SpecificRecord) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.schema()));
        }
        return record;
    }

    private @Nullable Object value(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> record(schema);
            case UNION ->
                value(schema.getTypes().get(random.nextInt(schema.getTypes().size())));
            case ARRAY -> array(schema.getElementType());
            case MAP -> map(schema.getValueType());
            case ENUM -> constant(schema);
            case STRING -> TEXTS[random.nextInt(TEXTS.length)];
            case BYTES -> schema.getLogicalType() instanceof LogicalTypes.Decimal decimal ? decimal(decimal) : bytes();
            case LONG -> instantOrLong(schema);
            case INT -> random.nextInt();
            case BOOLEAN -> random.nextBoolean();
            case NULL -> null;
            case FIXED, FLOAT, DOUBLE -> throw new IllegalArgumentException("no schema uses " + schema);
        };
    }

    private List<@Nullable Object> array(Schema element) {
        var array = new ArrayList<@Nullable Object>();
        for (int left = random.nextInt(LONGEST); left > 0; left--) {
            array.add(value(element));
        }
        return array;
    }

    private Map<String, @Nullable Object> map(Schema element) {
        var map = new HashMap<String, @Nullable Object>();
        for (int left = random.nextInt(LONGEST); left > 0; left--) {
            map.put(TEXTS[random.nextInt(TEXTS.length)], value(element));
        }
        return map;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Object constant(Schema schema) {
        var symbols = schema.getEnumSymbols();
        Class type = SpecificData.get().getClass(schema);
        return Enum.valueOf(type, symbols.get(random.nextInt(symbols.size())));
    }

    private BigDecimal decimal(LogicalTypes.Decimal decimal) {
        var limit = BigInteger.TEN.pow(1 + random.nextInt(decimal.getPrecision()));
        var unscaled = new BigInteger(limit.bitLength() + 8, random).mod(limit);
        return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), decimal.getScale());
    }

    private ByteBuffer bytes() {
        var bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private Object instantOrLong(Schema schema) {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
            return Instant.ofEpochMilli(random.nextLong(-1L << 40, 1L << 45));
        }
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMicros) {
            return Instant.EPOCH.plus(random.nextLong(-1L << 50, 1L << 55), ChronoUnit.MICROS);
        }
        return random.nextLong();
    }
}
