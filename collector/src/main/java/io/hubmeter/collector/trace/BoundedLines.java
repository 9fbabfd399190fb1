package io.hubmeter.collector.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Lines of a reader, none of them held in memory beyond a bound; a line ends with line feed, or carriage return and line feed. */
final class BoundedLines {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final BufferedReader reader;
    private final int maxLength;
    private final StringBuilder line = new StringBuilder();
    private long number;
    private boolean isTooLong;

    BoundedLines(Reader reader, int maxLength) {
        this.reader = new BufferedReader(reader, 1 << 16);
        this.maxLength = maxLength;
    }

    /** The next line, cut off at the bound; null at the end. */
    @Nullable
    String next() throws IOException {
        line.setLength(0);
        isTooLong = false;
        int c = reader.read();
        if (number == 0 && c == BYTE_ORDER_MARK) {
            c = reader.read();
        }
        if (c < 0) {
            return null;
        }
        number++;
        for (; c >= 0 && c != '\n'; c = reader.read()) {
            // One more than the bound, which may turn out to be the carriage return of the line's end.
            if (line.length() <= maxLength) {
                line.append((char) c);
            } else {
                isTooLong = true;
            }
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r' && !isTooLong) {
            line.setLength(line.length() - 1);
        }
        isTooLong |= line.length() > maxLength;
        return line.toString();
    }

    /** The number of the line last given, from 1. */
    long number() {
        return number;
    }

    /** Whether the line last given was cut off. */
    boolean isTooLong() {
        return isTooLong;
    }
}
