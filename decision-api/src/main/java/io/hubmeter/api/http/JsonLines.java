package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.core.usage.ReportLine;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a report as one JSON array with an object for each line, each on a line of its own. */
final class JsonLines implements LineWriter {
    private final List<ReportColumn> columns;
    private final List<String> names;
    private final JsonGenerator json;

    JsonLines(List<ReportColumn> columns, OutputStream out) throws IOException {
        this.columns = columns;
        this.names = columns.stream().map(JsonLines::name).toList();
        this.json = Json.FACTORY.createGenerator(out);
    }

    /** {@code countedUntil}. */
    private static String name(ReportColumn column) {
        String[] words = column.tableName().split("_", -1);
        StringBuilder name = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            name.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i], 1, words[i].length());
        }
        return name.toString();
    }

    @Override
    public void begin() throws IOException {
        json.writeStartArray();
        json.flush();
    }

    @Override
    public void write(ReportLine line) throws IOException {
        json.writeRaw('\n');
        json.writeStartObject();
        for (int i = 0; i < names.size(); i++) {
            json.writeFieldName(names.get(i));
            write(columns.get(i), columns.get(i).of(line));
        }
        json.writeEndObject();
    }

    private void write(ReportColumn column, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case Instant at -> json.writeString(Json.text(at));
            // Most readers of JSON numbers lose digits beyond 2^53.
            case BigDecimal exact when column == ReportColumn.AMOUNT -> json.writeString(exact.toPlainString());
            case BigDecimal number -> json.writeNumber(number);
            case Integer count -> json.writeNumber(count);
            case Boolean truth -> json.writeBoolean(truth);
            default -> json.writeString(Problem.wellFormed(value.toString()));
        }
    }

    @Override
    public void end() throws IOException {
        json.writeRaw('\n');
        json.writeEndArray();
        json.flush();
    }
}
