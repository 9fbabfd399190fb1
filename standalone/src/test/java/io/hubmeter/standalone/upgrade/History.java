package io.hubmeter.standalone.upgrade;

import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.standalone.FedPods;
import io.hubmeter.standalone.GrantTopic;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A busy fortnight of three accounts: servers, resizes, late news, groups, a policy with tight limits, grants, a correction. */
final class History {
    static final List<String> ACCOUNTS = List.of("hub/bob", "hub/bobby", "hub/a/b");
    static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final String POLICY = """
            prices:
              - 0.25 EUR per core-hour
            default:
              limits:
                - 90 core-hours per 7d
            groups:
              power:
                limits:
                  - 400 core-hours per 7d
                  - 2000 GiB-hours per 30d
            """;

    private final Random random = new Random(20_261_122);
    private final Publisher publisher;
    private final GrantTopic grants;
    private int pods;

    History(Publisher publisher, GrantTopic grants) {
        this.publisher = publisher;
        this.grants = grants;
    }

    /** The first days; until when everything was told. */
    Instant first() {
        publisher.policy(((PolicyResult.Valid) PolicyFile.parse("policy.yaml", POLICY)).policy(), START);
        groups("hub/bob", List.of("power"), START);
        grant("g1", "hub/bobby", Grant.Kind.ADDITION, 50);
        grant("g2", "hub/a/b", Grant.Kind.ADDITION, 5);
        grant("c1", "hub/bobby", Grant.Kind.CORRECTION, -3);
        days(0, 9);
        return START.plus(Duration.ofDays(9));
    }

    /** The days after; until when everything was told. */
    Instant second() {
        groups("hub/bobby", List.of("power", "late"), START.plus(Duration.ofDays(10)));
        grants.append(new Grant(
                "g2",
                Grant.Kind.VOID,
                AccountId.parse("hub/a/b"),
                null,
                BigInteger.ZERO,
                null,
                START.plus(Duration.ofDays(10)),
                null,
                "ada",
                "by mistake",
                START.plus(Duration.ofDays(10))));
        grant("c2", "hub/bob", Grant.Kind.CORRECTION, -1);
        days(9, 14);
        return START.plus(Duration.ofDays(14));
    }

    private void days(int from, int to) {
        Map<Integer, List<Told>> byDay = new TreeMap<>();
        for (int day = from; day < to; day++) {
            for (String account : ACCOUNTS) {
                for (int i = 0; i < 2; i++) {
                    for (Told told : Told.lifeOf(pod(account, day))) {
                        // One in six is heard of two days late, and amends what was recorded meanwhile.
                        int late = random.nextInt(6) == 0 ? 2 : 0;
                        long observed = Duration.between(
                                        START, told.observation().observedAt())
                                .toDays();
                        byDay.computeIfAbsent(
                                        (int) Math.min(to - 1, Math.max(day, observed) + late), d -> new ArrayList<>())
                                .add(told);
                    }
                }
            }
        }
        byDay.forEach((day, told) -> {
            told.sort(Comparator.comparing(one -> one.observation().observedAt()));
            FedPods.tell(publisher, told, START.plus(Duration.ofDays(day + 1L)));
        });
        publisher.flush();
    }

    private PodInterval pod(String account, int day) {
        long startMs = START.plus(Duration.ofDays(day)).toEpochMilli()
                + random.nextLong(Duration.ofHours(20).toMillis());
        long endMs = random.nextInt(10) == 0
                ? PodInterval.OPEN
                : Math.min(
                        START.plus(Duration.ofDays(day + 1L)).toEpochMilli(),
                        startMs + 1 + random.nextLong(Duration.ofHours(15).toMillis()));
        List<RateStep> steps = new ArrayList<>(List.of(new RateStep(startMs, rates())));
        if (random.nextInt(3) == 0 && endMs != PodInterval.OPEN) {
            steps.add(new RateStep(startMs + random.nextLong(endMs - startMs), rates()));
        }
        return new PodInterval(account, account + '#' + pods++, steps, startMs, endMs);
    }

    private Map<String, BigInteger> rates() {
        return Map.of(
                "cpu", BigInteger.valueOf(500_000L * (1 + random.nextInt(8))),
                "memory", BigInteger.valueOf(1_000_000L).shiftLeft(30 + random.nextInt(4)),
                "gpu", BigInteger.valueOf(1_000_000L * random.nextInt(2)));
    }

    private void groups(String account, List<String> groups, Instant at) {
        AccountId id = AccountId.parse(account);
        publisher.account(new AccountRecord(id.realm(), id.user(), groups, null, at));
    }

    private void grant(String id, String account, Grant.Kind kind, int coreHours) {
        boolean isCorrection = kind == Grant.Kind.CORRECTION;
        grants.append(new Grant(
                id,
                kind,
                AccountId.parse(account),
                Resource.CPU,
                Resource.CPU.microsPerDisplayUnit().multiply(BigInteger.valueOf(3_600_000L * coreHours)),
                null,
                START.plus(Duration.ofDays(1)),
                isCorrection ? START.plus(Duration.ofDays(2)) : null,
                "ada",
                "because",
                START.plus(Duration.ofDays(3))));
    }
}
