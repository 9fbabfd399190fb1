package io.hubmeter.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** Limits as a table for people. */
final class LimitTable {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final int[] WIDTHS = {14, 12, 12, 12, 12, 14, 19, 19, 26};
    private static final String[] HEADINGS = {
        "RESOURCE", "WINDOW", "LIMIT", "USED", "LEFT", "PER HOUR NOW", "USED UP AT", "FREE AGAIN AT", "FROM"
    };

    private LimitTable() {}

    /** Prints the limits of a decision or of an account's usage. */
    static void print(JsonNode answer, PrintWriter out) {
        JsonNode limits = answer.path("limits");
        if (limits.isEmpty()) {
            out.println("No limits apply.");
            return;
        }
        Column[] columns = new Column[WIDTHS.length];
        for (int i = 0; i < WIDTHS.length; i++) {
            columns[i] = new Column(WIDTHS[i], i == 0 ? 0 : 2, Overflow.TRUNCATE);
        }
        TextTable table = TextTable.forColumns(Help.defaultColorScheme(Help.Ansi.AUTO), columns);
        table.addRowValues(HEADINGS);
        for (JsonNode limit : limits) {
            table.addRowValues(texts(
                    limit.path("unit").asText(),
                    limit.path("window").asText(),
                    hours(limit.path("limit")),
                    hours(limit.path("used")),
                    hours(limit.path("remaining")),
                    hours(limit.path("ratePerHour")),
                    time(limit.path("exhaustedAt")),
                    time(limit.path("retryAt")),
                    limit.path("origin").asText()));
        }
        out.println(table);
    }

    private static Text[] texts(String... values) {
        Text[] texts = new Text[values.length];
        for (int i = 0; i < values.length; i++) {
            texts[i] = Help.Ansi.AUTO.new Text(values[i].replace("@|", "@ |"));
        }
        return texts;
    }

    private static String hours(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%,.1f", value.decimalValue()) : "unlimited";
    }

    private static String time(JsonNode value) {
        return value.isTextual() ? MINUTE.format(Instant.parse(value.asText())) : "-";
    }
}
