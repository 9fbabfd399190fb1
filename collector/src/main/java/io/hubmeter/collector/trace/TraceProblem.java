package io.hubmeter.collector.trace;

/**
 * Why one row of a trace is not used.
 *
 * @param file the file's name
 * @param line counted from 1, the header included
 * @param column the column's name; {@code row} for the row as a whole
 * @param found what stands there, values in single quotes
 * @param expected what may stand there
 */
public record TraceProblem(String file, long line, String column, String found, String expected) {
    /** The column of problems that concern a row as a whole. */
    static final String ROW = "row";

    /** For people, on one line: {@code jobs.csv.gz:17: user: found '', expected a user name}. */
    @Override
    public String toString() {
        return "%s:%d: %s: found %s, expected %s".formatted(file, line, column, found, expected);
    }
}
