package io.hubmeter.api.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DuckDB reads what was written, however many row groups it takes. */
final class ParquetFileTest {
    private static final MessageType SCHEMA = Types.buildMessage()
            .optional(INT64)
            .named("number")
            .optional(BINARY)
            .as(stringType())
            .named("name")
            .named("rows");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19_999, 20_000, 20_001, 65_000})
    void everyRowIsReadBack(int count) throws Exception {
        Path file = write(count);
        assertThat(query(file, "count(*), coalesce(sum(number), 0), count(DISTINCT name), count(name)"))
                .containsExactly(
                        String.valueOf(count),
                        String.valueOf((long) count * (count - 1) / 2),
                        String.valueOf(count - (count + 6) / 7),
                        String.valueOf(count - (count + 6) / 7));
    }

    /** What a row group says of its least and greatest is believed by readers, so it has to be right. */
    @Test
    void readersFindWhatTheyLookForInItsRowGroup() throws Exception {
        Path file = write(65_000);
        assertThat(query(file, "count(*) FILTER (number = 41234), min(name) FILTER (number = 41234)"))
                .containsExactly("1", "n\n41234 ü🦊");
        assertThat(where(file, "number BETWEEN 39990 AND 40009")).isEqualTo("20");
        assertThat(where(file, "name = 'n' || chr(10) || '64999 ü🦊'")).isEqualTo("1");
        assertThat(where(file, "name IS NULL AND number < 7")).isEqualTo("1");
    }

    @Test
    void aFileWithoutItsEndIsNoFile() throws Exception {
        Path file = folder.resolve("cut.parquet");
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(write(30_000)), 50_000));
        assertThatThrownBy(() -> where(file, "true")).isInstanceOf(SQLException.class);
    }

    private Path write(int count) throws IOException {
        Path path = folder.resolve(count + ".parquet");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            ParquetFile file = new ParquetFile(SCHEMA, "test", out);
            file.begin();
            for (int i = 0; i < count; i++) {
                int number = i;
                file.add(row -> {
                    row.startField("number", 0);
                    row.addLong(number);
                    row.endField("number", 0);
                    if (number % 7 != 0) {
                        row.startField("name", 1);
                        row.addBinary(Binary.fromString("n\n" + number + " ü🦊"));
                        row.endField("name", 1);
                    }
                });
            }
            file.end();
        }
        return path;
    }

    private static String where(Path file, String condition) throws SQLException {
        return run("SELECT count(*) FROM '" + file + "' WHERE " + condition).getFirst();
    }

    private static List<String> query(Path file, String columns) throws SQLException {
        return run("SELECT " + columns + " FROM '" + file + "'");
    }

    private static List<String> run(String sql) throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            result.next();
            for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                values.add(String.valueOf(result.getObject(i)));
            }
            return values;
        }
    }
}
