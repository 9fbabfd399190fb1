package io.hubmeter.collector.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of comma-separated values; fields may stand in double quotes, doubled where they are meant.
 *
 * <p>A record is one line here, though RFC 4180 lets a quoted field hold line breaks: so an unclosed quote spoils its own line
 * and not the rest of the file, and line numbers in messages are right.
 */
final class CsvLine {
    private CsvLine() {}

    /** The fields; empty if a quote is not closed, or text follows one. */
    static Optional<List<String>> fields(String line) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (true) {
            int end;
            if (at < line.length() && line.charAt(at) == '"') {
                StringBuilder field = new StringBuilder();
                end = quoted(line, at + 1, field);
                if (end < 0) {
                    return Optional.empty();
                }
                fields.add(field.toString());
            } else {
                int comma = line.indexOf(',', at);
                end = comma < 0 ? line.length() : comma;
                fields.add(line.substring(at, end));
            }
            if (end == line.length()) {
                return Optional.of(fields);
            }
            at = end + 1;
        }
    }

    /** Appends a quoted field's text; answers where the comma or the line's end after it is, or -1 if there is none. */
    private static int quoted(String line, int from, StringBuilder field) {
        for (int at = from; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c != '"') {
                field.append(c);
            } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
                field.append('"');
                at++;
            } else {
                int after = at + 1;
                return after == line.length() || line.charAt(after) == ',' ? after : -1;
            }
        }
        return -1;
    }
}
