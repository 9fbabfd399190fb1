package io.hubmeter.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.wire.ExactDecimals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes lives of pods as a collector does, and compares what the stores say of them with brute force. */
public final class FedPods {
    public static final String REALM = "hub";
    private static final String SOURCE = "kubernetes/it";
    private static final Duration BOUND = Duration.ofMinutes(2);

    private FedPods() {}

    public static void feed(Standalone standalone, List<Told> told, Instant heardAt) throws InterruptedException {
        try (Publisher publisher = Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of())) {
            tell(publisher, told, heardAt);
        }
        awaitHeard(standalone, heardAt);
    }

    /** Tells the lives, then a heartbeat, without waiting. */
    public static void tell(Publisher publisher, List<Told> told, Instant heardAt) {
        for (Told one : told) {
            AccountId account = AccountId.parse(one.uid().substring(0, one.uid().lastIndexOf('#')));
            publisher.pod(account, record(account, one));
        }
        publisher.message(new PodRecord(
                PodOp.m, null, null, new Heartbeat(List.of(REALM)), new Source(SOURCE, null, 0L, null), heardAt));
    }

    public static void awaitRunning(Standalone standalone) throws InterruptedException {
        standalone.await("stream processor", BOUND, standalone.streams()::isRunning);
    }

    /** Waits until the stores of every partition are as of a heartbeat. */
    static void awaitHeard(Standalone standalone, Instant heardAt) throws InterruptedException {
        standalone.await(
                "heartbeat of " + heardAt,
                BOUND,
                () -> standalone.streams().isRunning()
                        && standalone
                                .streams()
                                .queries()
                                .heardAt()
                                .filter(heard -> !heard.isBefore(heardAt))
                                .isPresent());
    }

    private static PodRecord record(AccountId account, Told told) {
        var observation = told.observation();
        PodState state = new PodState(
                told.uid(),
                "jupyter",
                "pod",
                "hub",
                account.user(),
                "",
                ExactDecimals.decimals(observation.rates()),
                observation.scheduledAt(),
                observation.ratesAt(),
                observation.endedAt(),
                observation.gone(),
                null);
        return new PodRecord(
                PodOp.u,
                null,
                state,
                null,
                new Source(SOURCE, "jupyter", observation.version(), null),
                observation.observedAt());
    }

    /** Usage of every resource in windows that end at an instant is that of the pods. */
    static void check(
            Standalone standalone, String account, List<PodInterval> pods, List<Duration> windows, Instant at) {
        check(standalone.usage(), account, pods, windows, at);
    }

    /** The same of any view. */
    public static void check(
            UsageView usage, String account, List<PodInterval> pods, List<Duration> windows, Instant at) {
        List<Limit> limits = RandomPods.RESOURCES.stream()
                .flatMap(resource -> windows.stream().map(window -> new Limit(new Resource(resource), null, window)))
                .toList();
        Assessment assessment = usage.assess(
                AccountId.parse(account), Entitlement.ofEverybody(limits), Request.OF_UNKNOWN_SIZE, Duration.ZERO, at);
        BruteForce bruteForce = new BruteForce(pods, account);
        for (Standing standing : assessment.standings()) {
            assertThat(standing.used())
                    .as(
                            "%s used by '%s' in %s before %s",
                            standing.limit().resource(),
                            account,
                            standing.limit().window(),
                            at)
                    .isEqualTo(bruteForce.usage(
                            standing.limit().resource().name(),
                            standing.limit().window().toMillis(),
                            at.toEpochMilli()));
        }
        assertThat(assessment.openPods()).isEqualTo(bruteForce.openPods(at.toEpochMilli()));
    }
}
