package io.hubmeter.collector.trace;

import io.hubmeter.core.problem.Excerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows under a header, sorted into jobs and problems; blank lines are passed over. */
final class TraceRows {
    private final String file;
    private final TraceColumns columns;
    private final TraceBounds bounds;
    private final List<TraceJob> jobs = new ArrayList<>();
    private final List<TraceProblem> problems = new ArrayList<>();
    private final JobIds jobIds;
    private final Shared shared = new Shared();
    private long problemCount;
    private long refusedRows;

    TraceRows(String file, TraceColumns columns, TraceBounds bounds) {
        this.file = file;
        this.columns = columns;
        this.bounds = bounds;
        this.jobIds = new JobIds(bounds.repeatedJobIds());
    }

    Trace read(String name, BoundedLines lines) throws IOException, TraceUnreadable {
        long rows = 0;
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isBlank() && !lines.isTooLong()) {
                continue;
            }
            if (++rows > bounds.maxRows()) {
                throw new TraceUnreadable(
                        "%s:%d: found another row, expected at most %d"
                                .formatted(file, lines.number(), bounds.maxRows()),
                        null);
            }
            long before = problemCount;
            row(line, lines);
            refusedRows += problemCount > before ? 1 : 0;
        }
        return new Trace(name, jobs, problems, problemCount, refusedRows);
    }

    private void row(String line, BoundedLines lines) {
        if (lines.isTooLong()) {
            refuse(lines, TraceProblem.ROW, "a longer line", "at most %d characters".formatted(bounds.maxLineLength()));
            return;
        }
        Optional<List<String>> fields = CsvLine.fields(line);
        if (fields.isEmpty()) {
            refuse(lines, TraceProblem.ROW, Excerpt.quoted(line), "quotes closed at the end of a field");
            return;
        }
        if (fields.get().size() != columns.width()) {
            refuse(lines, TraceProblem.ROW, fields.get().size() + " fields", columns.width() + " as in the header");
            return;
        }
        TraceRow row = new TraceRow(columns, fields.get(), bounds);
        TraceJob job = shared.of(row.job());
        row.complaints().forEach(said -> refuse(lines, said.column(), said.found(), said.expected()));
        Optional<String> jobId = jobIds.claim(job, lines.number());
        if (jobId.isEmpty()) {
            String expected = "a job_id of its own (first on line %d)".formatted(jobIds.firstLine(job.jobId()));
            refuse(lines, TraceColumns.JOB_ID, Excerpt.quoted(job.jobId()), expected);
        } else if (row.complaints().isEmpty()) {
            jobs.add(jobId.get().equals(job.jobId()) ? job : job.withJobId(jobId.get()));
        }
    }

    private void refuse(BoundedLines lines, String column, String found, String expected) {
        problemCount++;
        if (problems.size() < bounds.maxListedProblems()) {
            problems.add(new TraceProblem(file, lines.number(), column, found, expected));
        }
    }
}
