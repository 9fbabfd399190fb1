package io.hubmeter.standalone.simulate;

import io.hubmeter.collector.replay.TraceSpan;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceJob;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.simulation.RecordedAccount;
import io.hubmeter.core.simulation.RecordedPod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The jobs of a trace as pods of a hub that is not known, with the groups that the trace tells. */
public final class TraceHistory {
    private TraceHistory() {}

    /**
     * The accounts of a trace, in the order of their names.
     *
     * @param span jobs without a start began with it; those without an end run
     */
    public static List<RecordedAccount> of(Trace trace, TraceSpan span, String realm) {
        Map<String, List<RecordedPod>> pods = new TreeMap<>();
        Map<String, TreeSet<String>> groups = new TreeMap<>();
        for (TraceJob job : trace.jobs()) {
            List<RecordedPod> of = pods.computeIfAbsent(job.user(), user -> new ArrayList<>());
            Instant start = job.start() == null ? span.from() : job.start();
            Instant end = job.end();
            if (end == null || start.isBefore(end)) {
                of.add(pod(job, start));
            }
            if (!job.group().isEmpty()) {
                groups.computeIfAbsent(job.user(), user -> new TreeSet<>()).add(job.group());
            }
        }
        return pods.entrySet().stream()
                .map(of -> new RecordedAccount(
                        new AccountId(realm, of.getKey()),
                        List.copyOf(groups.getOrDefault(of.getKey(), new TreeSet<>())),
                        Grants.NONE,
                        of.getValue()))
                .toList();
    }

    private static RecordedPod pod(TraceJob job, Instant start) {
        List<RateChange> changes = new ArrayList<>(List.of(new RateChange(start, job.rates(), 1)));
        if (job.end() != null) {
            changes.add(new RateChange(job.end(), Quantities.ZERO.minus(job.rates()), -1));
        }
        return new RecordedPod(job.jobId(), null, job.jobId(), changes);
    }
}
