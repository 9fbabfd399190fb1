package io.hubmeter.collector.trace;

import io.hubmeter.collector.trace.TraceBounds.RepeatedJobIds;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The identifiers taken so far in one trace, so that each job has one of its own. */
final class JobIds {
    /** The first row with an identifier; the tasks of an array share all of this but the line. */
    private record First(
            long line, String user, String group, @Nullable Instant submit) {
        boolean isOneArrayWith(TraceJob job) {
            return user.equals(job.user()) && group.equals(job.group()) && Objects.equals(submit, job.submit());
        }
    }

    private final RepeatedJobIds repeated;
    private final Map<String, First> firsts = new HashMap<>();
    private final Map<String, Integer> tasks = new HashMap<>();

    JobIds(RepeatedJobIds repeated) {
        this.repeated = repeated;
    }

    /** The identifier under which a row's job counts; empty if the row's own is taken. A blank one is not looked at. */
    Optional<String> claim(TraceJob job, long line) {
        First own = new First(line, job.user(), job.group(), job.submit());
        First first = job.jobId().isBlank() ? null : firsts.putIfAbsent(job.jobId(), own);
        if (first == null) {
            return Optional.of(job.jobId());
        }
        if (repeated == RepeatedJobIds.REFUSED || !first.isOneArrayWith(job)) {
            return Optional.empty();
        }
        String taskId;
        do {
            taskId = "%s[%d]".formatted(job.jobId(), tasks.merge(job.jobId(), 1, Integer::sum) + 1);
        } while (firsts.putIfAbsent(taskId, own) != null);
        return Optional.of(taskId);
    }

    /** The line on which a taken identifier was first. */
    long firstLine(String jobId) {
        First first = firsts.get(jobId);
        return first == null ? 0 : first.line();
    }
}
