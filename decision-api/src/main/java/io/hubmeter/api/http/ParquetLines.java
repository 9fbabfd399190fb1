package io.hubmeter.api.http;

import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.hubmeter.api.parquet.ParquetFile;
import io.hubmeter.core.usage.ReportLine;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** Writes a report as a Parquet file: times as TIMESTAMP in UTC, amounts as DECIMAL({@value #PRECISION}, 6), names as they are. */
final class ParquetLines implements LineWriter {
    private static final int PRECISION = 38;
    private static final int DECIMAL_BYTES = 16;

    private final List<ReportColumn> columns;
    private final ParquetFile file;

    ParquetLines(List<ReportColumn> columns, OutputStream out) {
        this.columns = columns;
        this.file = new ParquetFile(
                new MessageType(
                        "report", columns.stream().map(ParquetLines::field).toList()),
                "hubmeter",
                out);
    }

    private static Type field(ReportColumn column) {
        String name = column.tableName();
        return switch (column.type()) {
            case TIME ->
                Types.optional(INT64).as(timestampType(true, TimeUnit.MILLIS)).named(name);
            case TEXT, NAME -> Types.optional(BINARY).as(stringType()).named(name);
            case DECIMAL ->
                Types.optional(FIXED_LEN_BYTE_ARRAY)
                        .length(DECIMAL_BYTES)
                        .as(decimalType(ReportColumn.DECIMALS, PRECISION))
                        .named(name);
            case COUNT -> Types.optional(INT32).named(name);
            case TRUTH -> Types.optional(BOOLEAN).named(name);
        };
    }

    @Override
    public void begin() throws IOException {
        file.begin();
    }

    @Override
    public void write(ReportLine line) throws IOException {
        file.add(fields -> {
            for (int i = 0; i < columns.size(); i++) {
                ReportColumn column = columns.get(i);
                Object value = column.of(line);
                if (value != null) {
                    fields.startField(column.tableName(), i);
                    add(fields, column, value);
                    fields.endField(column.tableName(), i);
                }
            }
        });
    }

    private static void add(RecordConsumer fields, ReportColumn column, Object value) {
        switch (value) {
            case Instant at -> fields.addLong(at.toEpochMilli());
            case BigDecimal number -> fields.addBinary(Binary.fromConstantByteArray(bytes(column, number)));
            case Integer count -> fields.addInteger(count);
            case Boolean truth -> fields.addBoolean(truth);
            default -> fields.addBinary(Binary.fromString(Problem.wellFormed(value.toString())));
        }
    }

    /** Two's complement, the highest byte first. */
    private static byte[] bytes(ReportColumn column, BigDecimal number) {
        if (number.precision() > PRECISION) {
            throw new ArithmeticException("%s: found %s, expected at most %d digits, as many as Parquet's decimals have"
                    .formatted(column.tableName(), number.toPlainString(), PRECISION));
        }
        byte[] shortest = number.setScale(ReportColumn.DECIMALS).unscaledValue().toByteArray();
        byte[] bytes = new byte[DECIMAL_BYTES];
        Arrays.fill(bytes, 0, DECIMAL_BYTES - shortest.length, (byte) (shortest[0] < 0 ? -1 : 0));
        System.arraycopy(shortest, 0, bytes, DECIMAL_BYTES - shortest.length, shortest.length);
        return bytes;
    }

    @Override
    public void end() throws IOException {
        file.end();
    }
}
