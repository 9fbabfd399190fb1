package io.hubmeter.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaDocTest {

    static Stream<Schema> schemas() {
        return Topics.all().stream().map(Topic::schema).distinct();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everyRecordFieldAndEnumIsExplained(Schema schema) {
        var silent = new ArrayList<String>();
        for (Schema named : named(schema)) {
            if (isBlank(named.getDoc())) {
                silent.add(named.getFullName());
            }
            fields(named).filter(field -> isBlank(field.doc())).forEach(field -> silent.add(where(named, field)));
        }
        assertThat(silent).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everyNumberNamesItsUnit(Schema schema) {
        var unitless = new ArrayList<String>();
        for (Schema named : named(schema)) {
            fields(named)
                    .filter(field -> holdsNumber(field.schema()))
                    .filter(field -> !field.doc().contains("unit: "))
                    .forEach(field -> unitless.add(where(named, field)));
        }
        assertThat(unitless).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everyDecimalIsExactToAMillionth(Schema schema) {
        var others = named(schema).stream()
                .flatMap(SchemaDocTest::fields)
                .flatMap(field -> leaves(field.schema()))
                .map(Schema::getLogicalType)
                .filter(LogicalTypes.Decimal.class::isInstance)
                .map(LogicalTypes.Decimal.class::cast)
                .filter(decimal -> decimal.getPrecision() != 38 || decimal.getScale() != 6);
        assertThat(others).isEmpty();
    }

    private static boolean holdsNumber(Schema schema) {
        return leaves(schema)
                .anyMatch(leaf -> leaf.getType() == Schema.Type.LONG
                        || leaf.getType() == Schema.Type.INT
                        || leaf.getLogicalType() instanceof LogicalTypes.Decimal);
    }

    /** The types that a field's values are made of, named ones not entered. */
    private static Stream<Schema> leaves(Schema schema) {
        return switch (schema.getType()) {
            case UNION -> schema.getTypes().stream().flatMap(SchemaDocTest::leaves);
            case ARRAY -> leaves(schema.getElementType());
            case MAP -> leaves(schema.getValueType());
            default -> Stream.of(schema);
        };
    }

    private static Set<Schema> named(Schema schema) {
        var found = new HashSet<Schema>();
        var open = new ArrayList<>(List.of(schema));
        while (!open.isEmpty()) {
            leaves(open.removeLast())
                    .filter(leaf -> leaf.getType() == Schema.Type.RECORD || leaf.getType() == Schema.Type.ENUM)
                    .filter(found::add)
                    .forEach(leaf -> fields(leaf).forEach(field -> open.add(field.schema())));
        }
        return found;
    }

    private static Stream<Schema.Field> fields(Schema named) {
        return named.getType() == Schema.Type.RECORD ? named.getFields().stream() : Stream.of();
    }

    private static String where(Schema named, Schema.Field field) {
        return named.getFullName() + "." + field.name();
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
