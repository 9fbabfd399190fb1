package io.hubmeter.standalone.audit;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.wire.ExactDecimals;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A random history of one account over three days: pods with resizes, late and repeated news, corrections; and the rows that
 * brute force makes of it, which goes through minutes and knows nothing of the classes under test. All happens on whole minutes,
 * but for amounts that corrections take.
 */
final class Life {
    static final AccountId ANA = new AccountId("hub", "ana");
    static final Instant BEGINNING = Instant.parse("2026-11-01T00:00:00Z");
    private static final long MINUTE_MS = 60_000;
    private static final int MINUTES = 3 * 24 * 60;
    private static final Source SOURCE = new Source("kubernetes/it", "jupyter", 1L, null);

    final List<PodInterval> pods = new ArrayList<>();
    final List<Grant> corrections = new ArrayList<>();
    final List<PodRecord> records = new ArrayList<>();
    final Instant heardAt;
    private final RandomGenerator random;

    Life(RandomGenerator random) {
        this.random = random;
        heardAt = at(random.nextInt(MINUTES / 2, MINUTES));
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            pods.add(pod("pod-" + i));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            corrections.add(correction(i));
        }
        List<Told> told = new ArrayList<>();
        pods.forEach(pod -> told.addAll(Told.lifeOf(pod)));
        if (!told.isEmpty()) {
            told.addAll(told.subList(0, random.nextInt(told.size())));
        }
        Collections.shuffle(told, Random.from(random));
        told.forEach(one -> records.add(record(one)));
        records.add(random.nextInt(records.size() + 1), heartbeat(BEGINNING));
        records.add(heartbeat(heardAt));
    }

    private static Instant at(int minute) {
        return BEGINNING.plusMillis(minute * MINUTE_MS);
    }

    private PodInterval pod(String uid) {
        long heardMinute = Duration.between(BEGINNING, heardAt).toMinutes();
        int start = random.nextInt((int) heardMinute);
        int end = random.nextInt(start, (int) heardMinute + 1);
        long startMs = at(start).toEpochMilli();
        List<RateStep> steps = new ArrayList<>(List.of(new RateStep(startMs, rates())));
        if (random.nextBoolean()) {
            steps.add(new RateStep(at(random.nextInt(start, end + 1)).toEpochMilli(), rates()));
        }
        boolean isOpen = random.nextInt(5) == 0;
        return new PodInterval(ANA.toString(), uid, steps, startMs, isOpen ? PodInterval.OPEN : at(end).toEpochMilli());
    }

    private Map<String, BigInteger> rates() {
        return Map.of(
                "cpu", BigInteger.valueOf(random.nextInt(4) * 1_000_003L),
                "gpu", BigInteger.valueOf(random.nextInt(3) * 1_000_000L));
    }

    private Grant correction(int i) {
        int from = random.nextInt(MINUTES / 2 - 1);
        long size = random.nextLong(1, 100_000_000_000L);
        return new Grant(
                "c" + i,
                Grant.Kind.CORRECTION,
                ANA,
                random.nextBoolean() ? Resource.CPU : Resource.GPU,
                BigInteger.valueOf(random.nextInt(1_000_000) + 1)
                        .multiply(BigInteger.valueOf(random.nextInt(3) == 0 ? size : -size)),
                null,
                at(from),
                at(random.nextInt(from + 1, MINUTES / 2)),
                "root",
                "why",
                // Long on its way: the rows must have it.
                heardAt.minus(Duration.ofMinutes(10 - i)));
    }

    private static PodRecord record(Told told) {
        var observation = told.observation();
        PodState state = new PodState(
                told.uid(),
                "jupyter",
                "pod",
                "hub",
                ANA.user(),
                "",
                ExactDecimals.decimals(observation.rates()),
                observation.scheduledAt(),
                observation.ratesAt(),
                observation.endedAt(),
                observation.gone(),
                null);
        Source source = new Source(SOURCE.getName(), "jupyter", observation.version(), null);
        return new PodRecord(PodOp.u, null, state, null, source, observation.observedAt());
    }

    static PodRecord heartbeat(Instant at) {
        return new PodRecord(PodOp.m, null, null, new Heartbeat(List.of("hub")), SOURCE, at);
    }

    /** What was used in each minute, corrections included; the use within a minute is even but for where a correction ends. */
    private Map<String, NavigableMap<Integer, BigInteger>> minutes() {
        Map<String, NavigableMap<Integer, BigInteger>> used = new TreeMap<>();
        BruteForce bruteForce = new BruteForce(pods, ANA.toString());
        for (String resource : List.of("cpu", "gpu")) {
            TreeMap<Integer, BigInteger> of = new TreeMap<>();
            for (int minute = 0; minute < MINUTES; minute++) {
                long ms = at(minute).toEpochMilli();
                of.put(minute, bruteForce.used(resource, ms, ms + MINUTE_MS));
            }
            corrections.stream()
                    .filter(correction -> resource.equals(
                            Objects.requireNonNull(correction.resource()).name()))
                    .sorted(java.util.Comparator.comparing(Grant::recordedAt))
                    .forEach(correction -> correct(of, correction));
            used.put(resource, of);
        }
        return used;
    }

    private static void correct(NavigableMap<Integer, BigInteger> used, Grant correction) {
        int from = (int) Duration.between(BEGINNING, correction.from()).toMinutes();
        int until = (int) Duration.between(BEGINNING, Objects.requireNonNull(correction.until()))
                .toMinutes();
        BigInteger rest = correction.amount();
        BigInteger[] each = rest.divideAndRemainder(BigInteger.valueOf((until - from) * MINUTE_MS));
        for (int minute = from; minute < until; minute++) {
            if (correction.amount().signum() > 0) {
                // What does not divide evenly comes first, a unit in each millisecond.
                BigInteger extra = each[1].subtract(BigInteger.valueOf((minute - from) * MINUTE_MS))
                        .max(BigInteger.ZERO)
                        .min(BigInteger.valueOf(MINUTE_MS));
                used.merge(
                        minute, each[0].multiply(BigInteger.valueOf(MINUTE_MS)).add(extra), BigInteger::add);
            } else {
                BigInteger taken = used.getOrDefault(minute, BigInteger.ZERO).min(rest.negate());
                used.merge(minute, taken.negate(), BigInteger::add);
                rest = rest.add(taken);
            }
        }
    }

    /** The rows of all periods up to what was heard, some of them in several revisions. */
    List<UsageRow> rows() {
        List<UsageRow> rows = new ArrayList<>();
        Map<String, NavigableMap<Integer, BigInteger>> minutes = minutes();
        for (Period period : Period.values()) {
            int length = (int) period.length().toMinutes();
            for (int start = 0; start < MINUTES; start += length) {
                Instant end = at(start + length);
                Instant until = end.isAfter(heardAt) ? heardAt : end;
                Quantities used = sum(
                        minutes, start, (int) Duration.between(BEGINNING, until).toMinutes());
                if (!at(start).isBefore(until) || used.isZero()) {
                    continue;
                }
                int revisions = random.nextInt(4) == 0 ? random.nextInt(1, 4) : 0;
                for (int revision = 0; revision < revisions; revision++) {
                    rows.add(row(period, at(start), until, used.times(revision), revision));
                }
                rows.add(row(period, at(start), until, used, revisions));
            }
        }
        return rows;
    }

    private static Quantities sum(Map<String, NavigableMap<Integer, BigInteger>> minutes, int from, int until) {
        TreeMap<Resource, BigInteger> sum = new TreeMap<>();
        minutes.forEach((resource, of) -> sum.put(
                new Resource(resource),
                from < until
                        ? of.subMap(from, until).values().stream().reduce(BigInteger.ZERO, BigInteger::add)
                        : BigInteger.ZERO));
        return Quantities.of(sum);
    }

    static UsageRow row(Period period, Instant start, Instant until, Quantities amounts, int revision) {
        boolean isComplete = until.equals(start.plus(period.length()));
        return new UsageRow(ANA, period, start, until, amounts, List.of(), null, null, revision, isComplete, false);
    }

    /** What an audit of the account finds where the topics hold these rows. */
    AccountAudit audit(List<UsageRow> rows) {
        AuditScope scope =
                new AuditScope(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), Duration.ofDays(38), null, null);
        AuditedGrants grants = new AuditedGrants(scope::holds);
        corrections.forEach(correction ->
                grants.add(ANA.toString(), io.hubmeter.wire.Grants.record(correction), correction.recordedAt()));
        PodLives lives = new PodLives(scope::holds, Instant.EPOCH, null, scope.amendable());
        records.forEach(record -> lives.add(ANA.toString(), record, Instant.parse("2026-12-01T00:00:00Z")));
        PartitionAudit audit = new PartitionAudit(scope, account -> true, lives, grants, Map.of());
        rows.forEach(audit::row);
        List<AccountAudit> results = audit.results();
        return results.getFirst();
    }
}
