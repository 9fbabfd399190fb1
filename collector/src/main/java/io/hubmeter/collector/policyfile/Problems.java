package io.hubmeter.collector.policyfile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Gathers the problems of one file; lists the first {@value #MOST_LISTED} and counts the rest. */
final class Problems {
    static final int MOST_LISTED = 1_000;

    private static final Comparator<PolicyProblem> IN_FILE_ORDER =
            Comparator.comparingInt(PolicyProblem::line).thenComparingInt(PolicyProblem::column);

    private final String file;
    /** The last column of each line, that of its end. */
    private final List<Integer> columns;

    private final List<PolicyProblem> listed = new ArrayList<>();
    private int unlisted;

    Problems(String file) {
        this.file = file;
        this.columns = List.of(1);
    }

    /** Problems of a file whose text is known: a mark may lie one character beyond a line's end, a problem does not. */
    Problems(String file, String text) {
        this.file = file;
        this.columns = TextPosition.columnsOfLines(text);
    }

    /** Adds a problem at a mark; without a mark it is at the start of the file. */
    void add(Optional<Mark> mark, String path, String found, String expected, @Nullable String suggestion) {
        int line = mark.map(Mark::getLine).orElse(0) + 1;
        int column = mark.map(Mark::getColumn).orElse(0) + 1;
        int within = Math.min(line, columns.size());
        int last = columns.get(within - 1);
        add(new TextPosition(within, within < line ? last : Math.min(column, last)), path, found, expected, suggestion);
    }

    void add(TextPosition at, String path, String found, String expected, @Nullable String suggestion) {
        add(new PolicyProblem(file, at.line(), at.column(), path, found, expected, suggestion));
    }

    void add(int line, int column, String found, String expected) {
        add(new PolicyProblem(file, line, column, "", found, expected, null));
    }

    private void add(PolicyProblem problem) {
        if (listed.size() < MOST_LISTED) {
            listed.add(problem);
        } else {
            unlisted++;
        }
    }

    /** Whether further ones are only counted, so that nobody reads what is found out about them. */
    boolean isFull() {
        return listed.size() >= MOST_LISTED;
    }

    boolean isEmpty() {
        return listed.isEmpty();
    }

    /** How many there are so far, listed or not. */
    int count() {
        return listed.size() + unlisted;
    }

    List<PolicyProblem> inFileOrder() {
        List<PolicyProblem> sorted = new ArrayList<>(listed);
        sorted.sort(IN_FILE_ORDER);
        if (unlisted > 0) {
            PolicyProblem last = sorted.getLast();
            sorted.add(new PolicyProblem(
                    file,
                    last.line(),
                    last.column(),
                    "",
                    unlisted + " further problems",
                    "at most " + MOST_LISTED + " in one report",
                    null));
        }
        return sorted;
    }
}
