package io.hubmeter.collector.config;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings cannot be used; the message has every problem, a line each. */
public final class ConfigRejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    ConfigRejected(List<ConfigProblem> problems, List<String> ofFiles) {
        super(Stream.concat(problems.stream().map(ConfigProblem::toString), ofFiles.stream())
                .collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** Those of settings, of single ones first; what is wrong in files that they name is in the message only. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
