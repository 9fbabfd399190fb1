package io.hubmeter.standalone.demo;

import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceJob;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups for the users of a trace that tells none, so that there is something to see by group: invented, always the same for a
 * user, and none that the demo's policy has limits for. Some users are in two.
 */
final class DemoGroups {
    private static final List<String> GROUPS = List.of("vision", "speech", "language", "robotics");
    private static final String SECOND = "thesis";
    private static final int ONE_IN_TWO_GROUPS_OF = 5;

    private DemoGroups() {}

    /** The trace, with a group for each job that has none. */
    static Trace in(Trace trace) {
        List<TraceJob> jobs = new ArrayList<>(trace.jobs().size());
        for (TraceJob job : trace.jobs()) {
            jobs.add(job.group().isEmpty() ? withGroup(job, jobs.size()) : job);
        }
        return new Trace(trace.name(), jobs, trace.problems(), trace.problemCount(), trace.refusedRows());
    }

    private static TraceJob withGroup(TraceJob job, int number) {
        int user = job.user().hashCode();
        boolean isSecond = number % 2 == 1 && Math.floorMod(user, ONE_IN_TWO_GROUPS_OF) == 0;
        return new TraceJob(
                job.jobId(),
                job.user(),
                isSecond ? SECOND : GROUPS.get(Math.floorMod(user, GROUPS.size())),
                job.rates(),
                job.submit(),
                job.start(),
                job.end(),
                job.state());
    }
}
