package io.hubmeter.collector.policyfile;

import org.jspecify.annotations.Nullable;

/**
 * One thing in a policy file that cannot be accepted.
 *
 * @param file the file's name
 * @param line counted from 1
 * @param column in characters, counted from 1
 * @param path where in the document, for instance {@code groups.power.limits[1]}; empty for the file as a whole
 * @param found what stands there, values in single quotes
 * @param expected what may stand there
 * @param suggestion the known word that is nearest to what was found; null if none is near
 */
public record PolicyProblem(
        String file,
        int line,
        int column,
        String path,
        String found,
        String expected,
        @Nullable String suggestion) {

    /** For people, on one line: {@code file:line:column: path: found …, expected … (did you mean '…'?)}. */
    @Override
    public String toString() {
        return "%s:%d:%d: %sfound %s, expected %s%s"
                .formatted(
                        file,
                        line,
                        column,
                        path.isEmpty() ? "" : path + ": ",
                        found,
                        expected,
                        suggestion == null ? "" : " (did you mean '" + suggestion + "'?)");
    }
}
