package io.hubmeter.collector.trace;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A trace file that was read to its end.
 *
 * @param name the source's name, taken from the path
 * @param jobs the usable rows, in file order
 * @param problems why other rows are not used; the first of them, in file order
 * @param problemCount all problems, listed or not
 * @param refusedRows rows that are not used; a row can have several problems
 */
public record Trace(
        String name, List<TraceJob> jobs, List<TraceProblem> problems, long problemCount, long refusedRows) {

    /** Keeps the lists to itself. */
    public Trace {
        jobs = List.copyOf(jobs);
        problems = List.copyOf(problems);
    }

    /** How many different users have usable rows. */
    public long users() {
        return jobs.stream().map(TraceJob::user).distinct().count();
    }

    /** For people: what was read, then at most so many problems one to a line, then how many more there are. */
    public String summary(int mostProblems) {
        String head = "%s: %,d jobs of %,d users; %,d rows refused".formatted(name, jobs.size(), users(), refusedRows);
        String shown = problems.stream()
                .limit(mostProblems)
                .map(problem -> "\n  " + problem)
                .collect(Collectors.joining());
        long rest = problemCount - Math.min(mostProblems, problems.size());
        return head + shown + (rest == 0 ? "" : "\n  and %,d more problems".formatted(rest));
    }
}
