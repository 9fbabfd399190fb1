package io.hubmeter.streams.topology;

import static io.hubmeter.streams.topology.AccountScript.ACCOUNT;
import static io.hubmeter.streams.topology.AccountScript.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.schemas.RegistryTopics;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.DecisionOutcome;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.avro.Standing;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.streams.state.PastKeys;
import io.hubmeter.wire.Limits;
import io.hubmeter.wire.Stops;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The newest stops and decisions of each account are remembered, and change nothing else. */
class PastTopologyTest {
    private static final int MOST = 20;
    private static final Limit LIMIT = new Limit(Resource.GPU, BigInteger.TEN, Duration.ofDays(1));
    private static final List<AccountId> ACCOUNTS = List.of(
                    "hub/bob",
                    "hub/bobby",
                    "hub-2/bob",
                    "hub/a",
                    "hub/a/b",
                    "hub/ bob",
                    "hub/b\0",
                    "hub/b",
                    "hub/\uFFFF",
                    "hub/" + "\u0001".repeat(9),
                    "hub/Ünïcødé-用户-🚀",
                    "hub/" + "é".repeat(AccountId.MAX_USER_LENGTH),
                    "hub/" + "é".repeat(AccountId.MAX_USER_LENGTH - 1))
            .stream()
            .map(AccountId::parse)
            .toList();

    @Test
    void theNewestOfEachAccountStayInWhateverOrderAndHoweverOftenTheyCome() {
        Seeds.check(12, random -> {
            List<Stop> stops =
                    drawn(random, at -> stop(account(random), at, "uid-" + random.nextInt(3), outcome(random)));
            List<DecisionRecord> decisions = new ArrayList<>();
            for (DecisionRecord decision :
                    drawn(random, at -> decision(account(random), at, "d" + random.nextLong()))) {
                decisions.add(decision);
            }
            try (DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT)) {
                shuffledWithRepeats(stops, random).forEach(topology::stop);
                shuffledWithRepeats(decisions, random)
                        .forEach(decision -> topology.decision(key(decision), decision, decision.getAt()));
                assertThat(topology.rejects()).isEmpty();
                for (AccountId account : ACCOUNTS) {
                    assertThat(stored(topology, account, StoreNames.STOPS))
                            .as("stops of '%s'", account)
                            .isEqualTo(newest(
                                    stops.stream()
                                            .filter(stop -> stop.account().equals(account))
                                            .distinct()
                                            .map(Stops::record)
                                            .toList(),
                                    StopRecord::getAt,
                                    stop -> stop.getOutcome() + " " + stop.getUid()));
                    assertThat(stored(topology, account, StoreNames.DECISIONS))
                            .as("decisions of '%s'", account)
                            .isEqualTo(newest(
                                    decisions.stream()
                                            .filter(decision -> key(decision).equals(account.toString()))
                                            .toList(),
                                    DecisionRecord::getAt,
                                    DecisionRecord::getDecisionId));
                }
            }
        });
    }

    /** At many instants there are several, so that ties are drawn too. */
    private static <T> List<T> drawn(RandomGenerator random, Function<Instant, T> draw) {
        List<T> drawn = new ArrayList<>();
        for (int i = random.nextInt(600); i > 0; i--) {
            drawn.add(draw.apply(START.plusMillis(random.nextInt(40) * (random.nextBoolean() ? 1 : 256L))));
        }
        return drawn;
    }

    /** Some accounts have many entries, most of them few. */
    private static AccountId account(RandomGenerator random) {
        return ACCOUNTS.get(random.nextInt(random.nextBoolean() ? 3 : ACCOUNTS.size()));
    }

    private static Stop.Outcome outcome(RandomGenerator random) {
        Stop.Outcome[] outcomes = Stop.Outcome.values();
        return outcomes[random.nextInt(outcomes.length)];
    }

    private static <T> List<T> shuffledWithRepeats(List<T> all, RandomGenerator random) {
        List<T> shuffled = new ArrayList<>(all);
        all.stream().filter(one -> random.nextInt(3) == 0).forEach(shuffled::add);
        Collections.shuffle(shuffled, Random.from(random));
        return shuffled;
    }

    private static <T> List<T> newest(List<T> all, Function<T, Instant> at, Function<T, String> id) {
        List<T> sorted =
                all.stream().sorted(Comparator.comparing(at).thenComparing(id)).toList();
        return sorted.subList(Math.max(0, sorted.size() - MOST), sorted.size());
    }

    /** What a range of keys finds; every entry of the store is in the range of its own account alone. */
    private static <V> List<V> stored(DrivenTopology topology, AccountId account, String store) {
        KeyValueStore<Bytes, V> entries = topology.driver().getKeyValueStore(store);
        List<V> found = new ArrayList<>();
        try (KeyValueIterator<Bytes, V> range = entries.range(PastKeys.first(account), PastKeys.last(account))) {
            range.forEachRemaining(entry -> found.add(entry.value));
        }
        return found;
    }

    @Test
    void anIdThatComesWithALaterInstantIsKeptOnceWithThat() {
        try (DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT)) {
            for (int second : List.of(5, 9, 2)) {
                DecisionRecord decision = decision(AccountId.parse(ACCOUNT), START.plusSeconds(second), "same");
                topology.decision(ACCOUNT, decision, decision.getAt());
            }
            assertThat(PastTopologyTest.<DecisionRecord>stored(
                            topology, AccountId.parse(ACCOUNT), StoreNames.DECISIONS))
                    .extracting(DecisionRecord::getAt)
                    .containsExactly(START.plusSeconds(9));
        }
    }

    /** Who asks again and again is spared again and again; each of them is told. */
    @Test
    void aServerThatIsSparedTwiceHasTwoEntries() {
        try (DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT)) {
            AccountId account = AccountId.parse(ACCOUNT);
            topology.stop(stop(account, START, "u", Stop.Outcome.SPARED));
            topology.stop(stop(account, START.plusMillis(1), "u", Stop.Outcome.SPARED));
            topology.stop(stop(account, START.plusMillis(1), "u", Stop.Outcome.STOPPED));
            assertThat(stored(topology, account, StoreNames.STOPS)).hasSize(3);
        }
    }

    @Test
    void howTheAccountStoodIsLeftToTheTopic() {
        try (DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT)) {
            BigDecimal one = BigDecimal.ONE.setScale(6);
            DecisionRecord decision = DecisionRecord.newBuilder(decision(AccountId.parse(ACCOUNT), START, "d"))
                    .setStandings(List.of(new Standing(Limits.record(LIMIT), one, one)))
                    .build();
            topology.decision(ACCOUNT, decision, START);
            assertThat(PastTopologyTest.<DecisionRecord>stored(
                            topology, AccountId.parse(ACCOUNT), StoreNames.DECISIONS))
                    .containsExactly(decision(AccountId.parse(ACCOUNT), START, "d"));
        }
    }

    @Test
    void aStopThatMakesNoSenseIsRejectedAndNothingIsKept() {
        try (DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT)) {
            StopRecord fine = Stops.record(stop(AccountId.parse(ACCOUNT), START, "u", Stop.Outcome.STOPPED));
            topology.stop("hub/bob", fine, START);
            topology.stop(ACCOUNT, StopRecord.newBuilder(fine).setRealm("HUB").build(), START);
            topology.stop(ACCOUNT, StopRecord.newBuilder(fine).setUid("").build(), START);
            topology.stop(
                    ACCOUNT,
                    StopRecord.newBuilder(fine).setUid("u".repeat(1_001)).build(),
                    START);
            topology.stop(ACCOUNT, fine, START.minusSeconds(301));
            topology.stop(
                    ACCOUNT,
                    StopRecord.newBuilder(fine)
                            .setAt(Instant.EPOCH.minusMillis(1))
                            .build(),
                    START);
            topology.stop(
                    ACCOUNT,
                    StopRecord.newBuilder(fine)
                            .setGraceUntil(Instant.parse("+10000-01-01T00:00:00Z"))
                            .build(),
                    START);
            topology.stop(
                    ACCOUNT,
                    StopRecord.newBuilder(fine)
                            .setLimit(new io.hubmeter.schemas.avro.Limit("gpu", null, 0L))
                            .build(),
                    START);
            topology.stop(
                    ACCOUNT,
                    StopRecord.newBuilder(fine)
                            .setLimit(new io.hubmeter.schemas.avro.Limit("gpu", null, Long.MAX_VALUE))
                            .build(),
                    START);
            assertThat(topology.rejects())
                    .extracting(RejectRecord::getReason)
                    .hasSize(9)
                    .containsOnly("bad-stop");
            assertThat(messages(topology))
                    .containsExactly(
                            "key", "realm", "uid", "uid", "at", "at", "graceUntil", "window", "limit.windowMs");
            assertThat(topology.driver()
                            .<Bytes, StopRecord>getKeyValueStore(StoreNames.STOPS)
                            .all()
                            .hasNext())
                    .isFalse();
            topology.stop(ACCOUNT, fine, START.minusSeconds(300));
            assertThat(stored(topology, AccountId.parse(ACCOUNT), StoreNames.STOPS))
                    .containsExactly(fine);
        }
    }

    @Test
    void aDecisionThatMakesNoSenseIsRejectedAndNothingIsKept() {
        try (DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT)) {
            DecisionRecord fine = decision(AccountId.parse(ACCOUNT), START, "d");
            topology.decision("hub/bob", fine, START);
            topology.decision(
                    ACCOUNT, DecisionRecord.newBuilder(fine).setUser("").build(), START);
            topology.decision(
                    ACCOUNT, DecisionRecord.newBuilder(fine).setDecisionId("").build(), START);
            topology.decision(ACCOUNT, fine, START.minusSeconds(301));
            topology.decision(
                    ACCOUNT,
                    DecisionRecord.newBuilder(fine)
                            .setRetryAt(Instant.EPOCH.minusMillis(1))
                            .build(),
                    START);
            topology.decision(
                    ACCOUNT,
                    DecisionRecord.newBuilder(fine)
                            .setRequested(Map.of("NO", BigDecimal.ONE.setScale(6)))
                            .build(),
                    START);
            assertThat(topology.rejects())
                    .extracting(RejectRecord::getReason)
                    .hasSize(6)
                    .containsOnly("bad-decision");
            assertThat(messages(topology)).containsExactly("key", "user", "decisionId", "at", "retryAt", "resource");
            topology.decision(ACCOUNT, fine, START);
            assertThat(stored(topology, AccountId.parse(ACCOUNT), StoreNames.DECISIONS))
                    .containsExactly(fine);
        }
    }

    private static List<String> messages(DrivenTopology topology) {
        return topology.rejects().stream()
                .map(reject ->
                        reject.getMessage().substring(0, reject.getMessage().indexOf(':')))
                .toList();
    }

    /** Law 7: what is only remembered leaves no trace in what is metered and said. */
    @Test
    void readingsAndCrossingsAreTheSameBytesWithStopsAndDecisionsAndWithout() {
        Seeds.check(10, random -> {
            Scenario scenario = new Scenario(random, 4, 5);
            List<Scenario.Fed> records = scenario.disorder();
            assertThat(outputs(records, random)).isEqualTo(outputs(records, null));
        });
    }

    private static List<String> outputs(List<Scenario.Fed> records, @Nullable RandomGenerator random) {
        // Ids of schemas are part of the bytes and follow the order in which the schemas are first used.
        InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        var _ = RegistryTopics.register(registry);
        try (DrivenTopology topology = new DrivenTopology(Scenario.KEEPS_ALL, registry, Map.of())) {
            topology.policy(
                    AccountScript.policy("a".repeat(64), AccountScript.coreHours(1, Duration.ofHours(5))),
                    Instant.EPOCH);
            for (Scenario.Fed fed : records) {
                topology.pod(fed.key(), fed.record());
                if (random != null && fed.key().contains("/")) {
                    AccountId account = random.nextBoolean() ? AccountId.parse(fed.key()) : account(random);
                    Instant at = Instant.ofEpochMilli(random.nextLong(1L << 40));
                    topology.stop(stop(account, at, "u", outcome(random)));
                    topology.decision(account.toString(), decision(account, at, "d" + random.nextInt()), at);
                }
            }
            List<String> outputs = new ArrayList<>();
            for (Topic topic : List.of(Topics.READINGS, Topics.OVER_QUOTA, Topics.WARNINGS, Topics.REJECTS)) {
                topology.written(topic)
                        .forEach(output -> outputs.add(HexFormat.of().formatHex(output.key())
                                + ' '
                                + HexFormat.of().formatHex(output.value())
                                + ' '
                                + output.timestamp()));
            }
            return outputs;
        }
    }

    private static String key(DecisionRecord decision) {
        return decision.getRealm() + "/" + decision.getUser();
    }

    private static Stop stop(AccountId account, Instant at, String uid, Stop.Outcome outcome) {
        return new Stop(
                account, "hub", "", null, uid, "ns", "pod", outcome, LIMIT, "default", at, null, at, "because", "h",
                "c");
    }

    private static DecisionRecord decision(AccountId account, Instant at, String id) {
        return new DecisionRecord(
                id,
                account.realm(),
                account.user(),
                at,
                DecisionOutcome.DENY,
                List.of("gpu:used-up"),
                "No.",
                Map.of("gpu", BigDecimal.ONE.setScale(6)),
                "",
                "h",
                0L,
                List.of(),
                "hub",
                false,
                List.of("g"),
                null,
                null);
    }
}
