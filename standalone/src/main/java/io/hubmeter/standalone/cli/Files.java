package io.hubmeter.standalone.cli;

import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyProblem;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceBounds;
import io.hubmeter.collector.trace.TraceFile;
import io.hubmeter.collector.trace.TraceUnreadable;
import io.hubmeter.core.policy.Policy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Reads the files that are named on the command line. */
final class Files {
    private static final int SHOWN_PROBLEMS = 20;

    private Files() {}

    /** The policy of a file; every problem of an unusable one is in the exception's message, a line each. */
    static Policy policy(Path file) {
        return switch (PolicyFile.read(file)) {
            case PolicyResult.Valid(Policy policy) -> policy;
            case PolicyResult.Invalid(var problems) ->
                throw new CommandFailed(problems.stream()
                        .map(PolicyProblem::toString)
                        .collect(Collectors.joining(System.lineSeparator())));
        };
    }

    /** The trace of a file; rows that cannot be used are listed on {@code err}, the others are used. */
    static Trace trace(Path file, TraceBounds bounds, PrintWriter err) {
        try {
            Trace trace = TraceFile.read(file, bounds);
            if (trace.problemCount() > 0) {
                err.println(trace.summary(SHOWN_PROBLEMS));
                err.flush();
            }
            if (trace.jobs().isEmpty()) {
                throw new CommandFailed("%s: found no usable row, expected at least one".formatted(file));
            }
            return trace;
        } catch (TraceUnreadable e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }
}
