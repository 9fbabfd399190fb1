package io.hubmeter.api.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** A schema as the footer has it: for new readers, and for those that know converted types alone. */
final class SchemaElements {
    private SchemaElements() {}

    static List<SchemaElement> of(MessageType schema) {
        List<SchemaElement> elements = new ArrayList<>();
        SchemaElement root = new SchemaElement(schema.getName());
        root.setNum_children(schema.getFieldCount());
        elements.add(root);
        schema.getFields().forEach(field -> elements.add(element(field.asPrimitiveType())));
        return elements;
    }

    /** The type as the footer calls it: of one name it differs. */
    static Type type(PrimitiveType field) {
        PrimitiveTypeName name = field.getPrimitiveTypeName();
        return name == PrimitiveTypeName.BINARY ? Type.BYTE_ARRAY : Type.valueOf(name.name());
    }

    private static SchemaElement element(PrimitiveType field) {
        SchemaElement element = new SchemaElement(field.getName());
        element.setType(type(field));
        element.setRepetition_type(
                FieldRepetitionType.valueOf(field.getRepetition().name()));
        if (field.getTypeLength() > 0) {
            element.setType_length(field.getTypeLength());
        }
        LogicalTypeAnnotation logical = field.getLogicalTypeAnnotation();
        switch (logical) {
            case null -> {
                // A plain number or truth value.
            }
            case StringLogicalTypeAnnotation text -> {
                element.setConverted_type(ConvertedType.UTF8);
                element.setLogicalType(LogicalType.STRING(new StringType()));
            }
            case TimestampLogicalTypeAnnotation time -> {
                element.setConverted_type(ConvertedType.TIMESTAMP_MILLIS);
                element.setLogicalType(LogicalType.TIMESTAMP(
                        new TimestampType(time.isAdjustedToUTC(), TimeUnit.MILLIS(new MilliSeconds()))));
            }
            case DecimalLogicalTypeAnnotation decimal -> {
                element.setConverted_type(ConvertedType.DECIMAL);
                element.setScale(decimal.getScale());
                element.setPrecision(decimal.getPrecision());
                element.setLogicalType(
                        LogicalType.DECIMAL(new DecimalType(decimal.getScale(), decimal.getPrecision())));
            }
            default ->
                throw new IllegalArgumentException(
                        "field %s: found %s, expected a string, time or decimal".formatted(field.getName(), logical));
        }
        return element;
    }
}
