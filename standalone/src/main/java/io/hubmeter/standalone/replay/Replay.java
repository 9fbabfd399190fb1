package io.hubmeter.standalone.replay;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.replay.TraceSource;
import io.hubmeter.collector.replay.TraceSpan;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.standalone.Standalone;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** One run of a whole trace through a standalone process that has seen nothing before. */
public final class Replay {
    /** The realm that a trace's users belong to. */
    public static final String REALM = "default";

    private static final Duration HEARTBEAT_EVERY = Duration.ofMinutes(10);
    private static final Duration READY_BOUND = Duration.ofMinutes(2);
    private static final Duration DRAIN_BOUND = Duration.ofHours(6);

    private final Standalone standalone;
    private final Trace trace;
    private final Policy policy;
    private final TraceSpan span;
    private final Instant clockUntil;

    private Replay(Standalone standalone, Trace trace, Policy policy, TraceSpan span, Instant clockUntil) {
        this.standalone = standalone;
        this.trace = trace;
        this.policy = policy;
        this.span = span;
        this.clockUntil = clockUntil;
    }

    /** A replay of the whole trace; its clock goes on until every window has passed the trace's end. */
    public static Replay whole(Standalone standalone, Trace trace, Policy policy) {
        return wholeFrom(standalone, trace, policy, TraceSpan.of(trace));
    }

    /** A replay of a span up to the trace's end; its clock goes on until every window has passed that. */
    public static Replay wholeFrom(Standalone standalone, Trace trace, Policy policy, TraceSpan span) {
        Duration longest =
                limits(policy).map(Limit::window).max(Duration::compareTo).orElse(Duration.ZERO);
        return new Replay(
                standalone, trace, policy, span, span.until().plus(longest).plusSeconds(1));
    }

    /** A replay of a part of the trace; its clock ends with it. */
    public static Replay part(Standalone standalone, Trace trace, Policy policy, TraceSpan span) {
        return new Replay(standalone, trace, policy, span, span.until());
    }

    private static Stream<Limit> limits(Policy policy) {
        return Stream.of(
                        List.of(policy.defaults()),
                        policy.groups().values(),
                        policy.users().values())
                .flatMap(java.util.Collection::stream)
                .flatMap(List::stream)
                .flatMap(rule -> rule.limits().stream());
    }

    private static List<Limit> limits(List<Rule> rules) {
        return rules.stream().flatMap(rule -> rule.limits().stream()).toList();
    }

    /** How many starts and ends it feeds. */
    public int size() {
        return TraceSource.size(trace, span);
    }

    /**
     * Feeds the trace, waits until all of it is processed, stops the stream processor and writes {@code totals.csv} and
     * {@code crossings.csv}.
     *
     * @param out a folder; made if it is not there
     * @param progress told how many starts and ends were fed
     * @return what the topology did not accept
     */
    public List<RejectRecord> run(Path out, LongConsumer progress) throws IOException, InterruptedException {
        try (Publisher publisher = Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of())) {
            standalone.await("stream processor", READY_BOUND, standalone.streams()::isRunning);
            publisher.policy(policy, span.from());
            TraceSource source = source(publisher);
            source.announce(span.from());
            standalone.await(
                    "policy", READY_BOUND, () -> standalone.streams().queries().isInForce(policy.hash()));
            source.runUntil(span.until(), progress);
            if (clockUntil.isAfter(span.until())) {
                source.runUntil(clockUntil, progress);
            }
            source.commit(clockUntil);
        }
        standalone.await(
                "processing of the trace",
                DRAIN_BOUND,
                () -> standalone
                        .streams()
                        .queries()
                        .heardAt()
                        .filter(heard -> !heard.isBefore(clockUntil))
                        .isPresent());
        standalone.streams().close();
        ReplayedTopics replayed = ReplayedTopics.read(TopicReader.of(
                standalone.bootstrapServers(), standalone.registry(), Map.of("isolation.level", "read_committed")));
        write(out, replayed);
        return new ArrayList<>(replayed.rejects());
    }

    private TraceSource source(Publisher publisher) {
        return new TraceSource(trace, span, REALM, Duration.ZERO, HEARTBEAT_EVERY, 0, publisher);
    }

    private void write(Path out, ReplayedTopics replayed) throws IOException {
        Files.createDirectories(out);
        try (BufferedWriter totals = Files.newBufferedWriter(out.resolve("totals.csv"))) {
            TotalsCsv.write(totals, replayed.accounts(), span.until());
        }
        try (BufferedWriter crossings = Files.newBufferedWriter(out.resolve("crossings.csv"))) {
            CrossingsCsv.write(crossings, replayed.accounts(), limits(policy.defaults()), span.until());
        }
    }
}
