package io.hubmeter.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints the lines of a report for people; the widths of columns are fixed, since lines are printed as they come. */
final class ReportTable {
    private static final int WHEN = 17;
    private static final int WHO = 24;

    private final PrintWriter out;
    private @Nullable List<Column> columns;

    private record Column(String title, String field, int width) {}

    private static final List<Column> WHOSE = List.of(
            new Column("REALM", "realm", 12),
            new Column("USER", "user", WHO),
            new Column("GROUP", "group", WHO),
            new Column("HUB", "hub", WHO),
            new Column("RULE", "rule", 8));

    ReportTable(PrintWriter out) {
        this.out = out;
    }

    void print(JsonNode line) {
        List<Column> whose = columns;
        if (whose == null) {
            whose = WHOSE.stream().filter(column -> line.has(column.field())).toList();
            columns = whose;
            printHead(whose);
        }
        out.printf("%-" + WHEN + "s ", when(line.path("periodStart").asText()));
        whose.forEach(column -> out.printf(
                "%-" + column.width() + "s ",
                column.field().equals("group") && line.path("group").asText().isEmpty()
                        ? "(none)"
                        : printable(line.path(column.field()).asText())));
        boolean isCost = line.path("resource").isNull();
        out.printf(
                Locale.ROOT,
                "%-14s %,16.2f%s%n",
                isCost ? line.path("currency").asText() : line.path("unit").asText(),
                line.path(isCost ? "cost" : "hours").decimalValue(),
                line.path("complete").asBoolean()
                        ? ""
                        : "  until " + when(line.path("countedUntil").asText()));
    }

    private void printHead(List<Column> whose) {
        out.printf("%-" + WHEN + "s ", "FROM");
        whose.forEach(column -> out.printf("%-" + column.width() + "s ", column.title()));
        out.printf("%-14s %16s%n", "UNIT", "USED");
    }

    /** {@code 2026-11-01 13:00}. */
    private static String when(String instant) {
        return instant.length() < WHEN
                ? instant
                : instant.substring(0, WHEN - 1).replace('T', ' ');
    }

    /** Names may hold anything; a terminal must not take part of one for a command. */
    static String printable(String name) {
        StringBuilder printable = new StringBuilder(name.length());
        name.codePoints().forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? '\uFFFD' : c));
        return printable.toString();
    }
}
