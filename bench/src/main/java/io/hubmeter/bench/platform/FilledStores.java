package io.hubmeter.bench.platform;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.streams.StreamsApp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A stream processor that has restored its stores from changelogs and works by a policy. */
public final class FilledStores {
    private static final Duration READY_BOUND = Duration.ofMinutes(5);

    private FilledStores() {}

    /** Starts one, which the platform closes, and waits until it has heard of {@link MeterFill#NOW}. */
    public static StreamsApp start(BenchPlatform platform, String applicationId, Policy policy)
            throws InterruptedException {
        try (Publisher publisher = platform.publisher()) {
            publisher.policy(policy, MeterFill.NOW);
            heartbeat(publisher, MeterFill.NOW);
            publisher.flush();
        }
        StreamsApp streams = platform.own(platform.streams(applicationId));
        Await.until(
                streams,
                "stores",
                READY_BOUND,
                () -> streams.isRunning()
                        && streams.queries().isInForce(policy.hash())
                        && streams.queries()
                                .heardAt()
                                .filter(MeterFill.NOW::equals)
                                .isPresent());
        return streams;
    }

    /** Tells that nothing happened until an instant but what was told before. */
    public static void heartbeat(Publisher publisher, Instant at) {
        publisher.message(new PodRecord(
                PodOp.m,
                null,
                null,
                new Heartbeat(List.of(MeterFill.account(0).realm())),
                new Source("trace/bench", null, 0L, null),
                at));
    }
}
