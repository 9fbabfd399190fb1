package io.hubmeter.collector.config;

import java.util.List;
import java.util.stream.Collectors;

/** The settings cannot be used; the message has every problem, a line each. */
public final class ConfigRejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    ConfigRejected(List<ConfigProblem> problems) {
        super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** All of them, those of single settings first; at least one. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
