package io.hubmeter.collector.trace;

import io.hubmeter.core.metering.Quantities;
import java.util.HashMap;
import java.util.Map;

/** Equal parts of many jobs, kept once: millions of jobs have few users, groups, states and sizes. */
final class Shared {
    private final Map<String, String> texts = new HashMap<>();
    private final Map<Quantities, Quantities> rates = new HashMap<>();

    /** The same job, its parts shared with those seen before. */
    TraceJob of(TraceJob job) {
        return new TraceJob(
                job.jobId(),
                text(job.user()),
                text(job.group()),
                rates.computeIfAbsent(job.rates(), own -> own),
                job.submit(),
                job.start(),
                job.end(),
                text(job.state()));
    }

    private String text(String text) {
        return texts.computeIfAbsent(text, own -> own);
    }
}
