package io.hubmeter.api.http;

import io.hubmeter.api.notation.CellText;
import io.hubmeter.core.usage.ReportLine;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * Writes a report as CSV (RFC 4180, UTF-8, header first). Names that a spreadsheet would take for a formula are led by an
 * apostrophe.
 */
final class CsvLines implements LineWriter {
    private final List<ReportColumn> columns;
    private final CSVPrinter csv;

    CsvLines(List<ReportColumn> columns, OutputStream out) throws IOException {
        this.columns = columns;
        this.csv = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), CSVFormat.RFC4180);
    }

    @Override
    public void begin() throws IOException {
        for (ReportColumn column : columns) {
            csv.print(column.tableName());
        }
        csv.println();
        csv.flush();
    }

    @Override
    public void write(ReportLine line) throws IOException {
        for (ReportColumn column : columns) {
            csv.print(text(column, column.of(line)));
        }
        csv.println();
    }

    private static @Nullable String text(ReportColumn column, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Instant at -> Json.text(at);
            case BigDecimal number -> number.toPlainString();
            case String name when column.type() == ReportColumn.Type.NAME -> CellText.guarded(name);
            default -> value.toString();
        };
    }

    @Override
    public void end() throws IOException {
        csv.flush();
    }
}
