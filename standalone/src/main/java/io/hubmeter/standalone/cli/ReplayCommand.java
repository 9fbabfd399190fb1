package io.hubmeter.standalone.cli;

import io.hubmeter.collector.replay.TraceSource;
import io.hubmeter.collector.replay.TraceSpan;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceBounds;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.replay.Replay;
import io.hubmeter.standalone.replay.ReplayPlatform;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hubmeter replay}. */
@Command(
        name = "replay",
        description = {
            "Drives a whole trace of jobs through Kafka, the topology and its stores in the trace's own time, as fast as it "
                    + "goes, and writes totals.csv and crossings.csv.",
            "",
            "A trace is a CSV file, gzipped or not, with the columns job_id, user, group, cpu (cores), memory_gib, gpu, "
                    + "submit_time, start_time, end_time (seconds since 1970) and state. An empty start_time means running "
                    + "already at --from, an empty end_time running still at --until."
        })
final class ReplayCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TRACE", description = "The trace.")
    private Path traceFile = Path.of("");

    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "The policy with the limits.")
    private Path policyFile = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to write; made if not there.")
    private Path out = Path.of("");

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Leave out what happened before; default: the trace's first start. "
                    + "An instant such as 2020-06-01T00:00:00Z, or seconds since 1970.")
    private @Nullable Instant from;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description =
                    "Leave out what happened later, and end the clock there; default: the trace's last end, and the "
                            + "clock goes on until every window has passed it.")
    private @Nullable Instant until;

    @Option(
            names = "--array-tasks",
            description = "Rows with the same job_id are the tasks of a job array; without this they are refused.")
    private boolean arrayTasks;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter err = java.util.Objects.requireNonNull(spec).commandLine().getErr();
        LogFile.use(out.resolve("replay.log"));
        Policy policy = Files.policy(policyFile);
        TraceBounds bounds = TraceBounds.until(Instant.now());
        Trace trace = Files.trace(traceFile, arrayTasks ? bounds.withArrayTasks() : bounds, err);
        long startedNs = System.nanoTime();
        try (ReplayPlatform platform = ReplayPlatform.start()) {
            Replay replay = replay(platform.standalone(), trace, policy);
            List<RejectRecord> rejects;
            try (Progress progress = new Progress("Replay", replay.size())) {
                rejects = replay.run(out, progress);
            }
            // Rows that could not be used were listed before the replay began.
            rejects.stream()
                    .filter(reject -> !reject.getReason().equals(TraceSource.BAD_ROW))
                    .forEach(reject -> err.printf(
                            "refused: %s: %s (%s)%n", reject.getReason(), reject.getMessage(), reject.getOrigin()));
            Duration took = Duration.ofNanos(System.nanoTime() - startedNs);
            err.printf(
                    "%,d starts and ends in %.1f s; wrote %s and %s%n",
                    replay.size(), took.toMillis() / 1e3, out.resolve("totals.csv"), out.resolve("crossings.csv"));
            err.flush();
        }
        return ExitCodes.OK;
    }

    private Replay replay(Standalone standalone, Trace trace, Policy policy) {
        if (from == null && until == null) {
            return Replay.whole(standalone, trace, policy);
        }
        TraceSpan whole = TraceSpan.of(trace);
        try {
            TraceSpan span = new TraceSpan(from == null ? whole.from() : from, until == null ? whole.until() : until);
            return until == null
                    ? Replay.wholeFrom(standalone, trace, policy, span)
                    : Replay.part(standalone, trace, policy, span);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }
}
