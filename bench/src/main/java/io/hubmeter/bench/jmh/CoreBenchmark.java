package io.hubmeter.bench.jmh;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Assessor;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.QuotaEvent;
import io.hubmeter.core.quota.QuotaState;
import io.hubmeter.core.quota.Reach;
import io.hubmeter.core.quota.UsageCurve;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The domain, over a history held in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CoreBenchmark {
    private static final AccountId ACCOUNT = new AccountId("hub", "ana");
    private static final List<Integer> WARNINGS = List.of(80);
    private static final Duration MINIMUM_RUNTIME = Duration.ofMinutes(10);
    private static final int GENEROUS = 100_000;
    private static final int SCARCE = 20;
    private static final int LATE_BY = 10;

    /** How many readings the account has. */
    @Param({"61"})
    public int readings = 61;

    private Timeline timeline = new Timeline();
    private Instant lateAt = Instant.EPOCH;
    private List<Limit> generous = List.of();
    private List<Limit> scarce = List.of();
    private Request request = Request.OF_UNKNOWN_SIZE;
    private UsageCurve curve = new UsageCurve(timeline, Resource.GPU, Duration.ofDays(30));
    private BigInteger limit = BigInteger.ZERO;
    private PodHistory running = PodHistory.of(observation(1, null));
    private PodObservation end = observation(2, Histories.NOW);
    private QuotaState within = QuotaState.NONE;

    /** Builds the history and what was said of its limits. */
    @Setup
    public void setUp() {
        timeline = Histories.of(readings);
        lateAt = Histories.at(readings - LATE_BY, readings).plusSeconds(1);
        generous = Histories.limits(GENEROUS);
        scarce = Histories.limits(SCARCE);
        TreeMap<Resource, BigInteger> rates = new TreeMap<>();
        rates.put(Resource.GPU, Resource.GPU.rateOf(BigDecimal.ONE));
        rates.put(Resource.CPU, Resource.CPU.rateOf(new BigDecimal("4")));
        request = new Request(rates);
        curve = new UsageCurve(timeline, Resource.GPU, Duration.ofDays(30));
        limit = curve.at(Histories.NOW.toEpochMilli()).add(Resource.GPU.amountOf(BigDecimal.TEN));
        running = PodHistory.of(observation(1, null));
        end = observation(2, Histories.NOW);
        within = QuotaState.NONE
                .relimited(
                        generous,
                        WARNINGS,
                        timeline,
                        Histories.NOW.minus(Duration.ofHours(1)),
                        Histories.at(0, readings),
                        QuotaEvent.Cause.POLICY_CHANGED)
                .state();
    }

    private static PodObservation observation(long version, @org.jspecify.annotations.Nullable Instant endedAt) {
        Instant start = Histories.NOW.minus(Duration.ofHours(2));
        return new PodObservation(version, start, Histories.HELD, start, start, endedAt);
    }

    /** A change after all readings. */
    @Benchmark
    public List<Reading> meterAmendInOrder() {
        return Meter.amend(timeline, List.of(Histories.change(Histories.NOW, false)), false);
    }

    /** A change before ten readings. */
    @Benchmark
    public List<Reading> meterAmendLate() {
        return Meter.amend(timeline, List.of(Histories.change(lateAt, true)), false);
    }

    /** Usage in thirty days. */
    @Benchmark
    public BigInteger usageCurveAt() {
        return curve.at(Histories.NOW.toEpochMilli());
    }

    /** When a limit is reached that ten more hours lead to. */
    @Benchmark
    public Reach usageCurveFirstOver() {
        long now = Histories.NOW.toEpochMilli();
        return curve.firstOver(limit, now, now + Duration.ofDays(30).toMillis(), UsageCurve.MAX_PIECES);
    }

    /** A server that three limits allow. */
    @Benchmark
    public Assessment assessorPermits() {
        return assess(generous);
    }

    /** A server that three limits refuse; each is searched for when it would pass. */
    @Benchmark
    public Assessment assessorDenies() {
        return assess(scarce);
    }

    private Assessment assess(List<Limit> limits) {
        return Assessor.assess(
                ACCOUNT,
                timeline,
                Histories.NOW,
                Entitlement.ofEverybody(limits),
                request,
                MINIMUM_RUNTIME,
                Histories.NOW);
    }

    /** A pod's end. */
    @Benchmark
    public PodHistory podHistoryPlus() {
        return running.plus(end);
    }

    /** A reading that leaves three limits kept. */
    @Benchmark
    public QuotaState.Outcome quotaStateChanged() {
        Instant from = Histories.NOW.minus(Duration.ofMinutes(1));
        return within.changed(timeline, from, from, Instant.EPOCH, WARNINGS);
    }

    /** A look at three limits after a minute. */
    @Benchmark
    public QuotaState.Outcome quotaStateAdvance() {
        return within.advance(timeline, Histories.NOW, WARNINGS);
    }
}
