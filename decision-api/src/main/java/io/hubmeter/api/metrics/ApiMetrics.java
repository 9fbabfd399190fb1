package io.hubmeter.api.metrics;

import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.metrics.Latency;
import io.hubmeter.metrics.ProcessMetrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What the API counts of its own work. Safe for use by many threads at once. */
public final class ApiMetrics {
    private final ProcessMetrics process;
    private final DecisionCounts decisions;
    private final Map<Face, Timer> deciding = new EnumMap<>(Face.class);
    private final Map<Request, Timer> requests = new ConcurrentHashMap<>();

    private record Request(String route, String method, int status) {}

    /** Counts in the registry of a process, from zero. */
    public ApiMetrics(ProcessMetrics process) {
        this.process = process;
        this.decisions = new DecisionCounts(process.registry());
        for (Face face : Face.values()) {
            deciding.put(
                    face,
                    Latency.histogram(
                            process.registry(),
                            "hubmeter.decision",
                            "How long deciding took, by the way it was asked for",
                            Tags.of("face", face.label())));
        }
    }

    /** The log, and each decision that goes to it is counted. */
    public DecisionLog counted(DecisionLog log) {
        return entry -> {
            count(entry);
            log.record(entry);
        };
    }

    private void count(DecisionEntry entry) {
        decisions.count(entry);
    }

    /** The service, and how long each of its decisions takes is noted for a face. */
    public DecisionService timed(DecisionService service, Face face) {
        Timer timer = Objects.requireNonNull(deciding.get(face));
        return service.timed(tookNs -> timer.record(tookNs, TimeUnit.NANOSECONDS));
    }

    /**
     * Notes an answered request.
     *
     * @param route the template of its route, never its path, so that there are few
     * @param method one of few, too
     */
    public void answered(String route, String method, int status, long tookNs) {
        requests.computeIfAbsent(new Request(route, method, status), this::timer)
                .record(tookNs, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Request request) {
        return Latency.histogram(
                process.registry(),
                "hubmeter.http.request",
                "From the head of a request to the end of its answer, by the route's template",
                Tags.of(
                        "route",
                        request.route(),
                        "method",
                        request.method(),
                        "status",
                        Integer.toString(request.status())));
    }

    /** Adds freshness and the policy in force, which are read at each scrape. */
    public void watch(UsageView view, InstantSource clock) {
        process.add(new PolicyAndFreshness(view, clock));
    }

    /** Everything, in the text format of Prometheus and in UTF-8. */
    public byte[] scrape() {
        return process.scrape();
    }
}
