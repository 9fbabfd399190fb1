package io.hubmeter.streams.topology;

import static io.hubmeter.streams.topology.AccountScript.ACCOUNT;
import static io.hubmeter.streams.topology.AccountScript.ONE_CORE;
import static io.hubmeter.streams.topology.AccountScript.START;
import static io.hubmeter.streams.topology.AccountScript.days;
import static io.hubmeter.streams.topology.AccountScript.hours;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.wire.Policies;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must not reach a store goes to the rejects, with a stable reason, and everybody else is metered as before. */
class RejectsTest {
    private final DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT);
    private final AccountScript script = new AccountScript(topology);

    @AfterEach
    void close() {
        topology.close();
    }

    private List<String> reasons() {
        return topology.rejects().stream().map(RejectRecord::getReason).toList();
    }

    /** One reading from the future would make the store refuse everybody's readings from then on. */
    @Test
    void anEventLaterThanItsObservationAllowsIsRefusedAndEverybodyIsMeteredOn() {
        script.tell(ACCOUNT, "future-start", START, days(400), null);
        script.tell(ACCOUNT, "future-end", START, START, days(400));
        PodRecord resized = PodRecords.of(
                AccountScript.SOURCE,
                "ana",
                "future-rates",
                PodOp.u,
                new PodObservation(
                        1, START, Quantities.of(Resource.CPU, ONE_CORE), START, START.plusSeconds(301), null));
        topology.pod(ACCOUNT, resized);
        assertThat(reasons()).containsExactly("in-the-future", "in-the-future", "in-the-future");
        assertThat(topology.rejects().getFirst().getMessage())
                .contains(days(400).toString());
        assertThat(topology.rejects().getFirst().getOrigin()).isEqualTo("hubmeter.pods/0/0");

        script.starts("hub/bob", "b", hours(1));
        script.ends("hub/bob", "b", hours(1), hours(3));
        assertThat(script.used("hub/bob", START, hours(4))).isEqualTo(2 * 3_600_000);
        assertThat(script.used(ACCOUNT, START, hours(4))).isZero();
    }

    /** The broker bounds the time of a record, so a collector whose clock is years ahead is found out, heartbeats and all. */
    @Test
    void anObservationLaterThanItsRecordAllowsIsRefused() {
        PodRecord change = script.change("ana", "p", days(400), days(400), null, ONE_CORE);
        topology.pod(ACCOUNT, change, START);
        topology.pod("", PodRecords.heartbeat(AccountScript.SOURCE, List.of("hub"), days(400)), START);
        assertThat(reasons()).containsExactly("in-the-future", "in-the-future");
        assertThat(topology.readings()).isEmpty();
    }

    @Test
    void anEventUpToFiveMinutesAheadOfItsObservationIsTaken() {
        script.tell(ACCOUNT, "skew", START, START.plusSeconds(300), null);
        assertThat(reasons()).isEmpty();
        assertThat(script.used(ACCOUNT, START, START.plusSeconds(301))).isEqualTo(1_000);
    }

    @Test
    void anEventThatTheStoreDoesNotKeepIsRefusedAndALaterOneOfTheSamePodCountsFromTheFloor() {
        script.starts("hub/bob", "now", days(60));
        Instant floor = days(60).minus(Duration.ofDays(38));

        script.tell(ACCOUNT, "long-gone", days(60), days(10), floor.minusMillis(1));
        assertThat(reasons()).containsExactly("too-late");
        assertThat(topology.stored(ACCOUNT).latest()).isNull();

        script.tell(ACCOUNT, "half-gone", days(60), days(10), days(30));
        assertThat(reasons()).hasSize(1);
        assertThat(script.used(ACCOUNT, floor, days(60)))
                .isEqualTo(Duration.between(floor, days(30)).toMillis());
        assertThat(script.used(ACCOUNT, days(59), days(60))).isZero();
    }

    @Test
    void anEventAtTheFloorIsTaken() {
        script.starts("hub/bob", "now", days(60));
        Instant floor = days(60).minus(Duration.ofDays(38));
        script.tell(ACCOUNT, "at-floor", days(60), days(10), floor);
        script.tell(ACCOUNT, "after-floor", days(60), days(10), floor.plusMillis(1));
        assertThat(reasons()).isEmpty();
        assertThat(script.used(ACCOUNT, floor, days(60))).isEqualTo(1);
    }

    @Test
    void absurdRatesAreRefused() {
        topology.pod(ACCOUNT, script.change("ana", "p", START, START, null, BigInteger.valueOf(-1)));
        topology.pod(
                ACCOUNT, script.change("ana", "p", START, START, null, Admission.GREATEST_RATE.add(BigInteger.ONE)));
        topology.pod(ACCOUNT, withRates(Map.of("CPU cores", BigDecimal.ONE.setScale(6))));
        assertThat(reasons()).containsExactly("absurd-rate", "absurd-rate", "bad-account");
        topology.pod(ACCOUNT, script.change("ana", "p", START, START, null, Admission.GREATEST_RATE));
        assertThat(reasons()).hasSize(3);
        assertThat(topology.readings()).hasSize(1);
    }

    private static PodRecord withRates(Map<String, BigDecimal> rates) {
        return new PodRecord(
                PodOp.c,
                null,
                new PodState("p", null, "p", null, "ana", "", rates, START, START, null, false, null),
                null,
                new Source(AccountScript.SOURCE, null, 1L, null),
                START);
    }

    @Test
    void aPodThatEndsBeforeItStartsIsRefused() {
        script.tell(ACCOUNT, "p", hours(2), hours(1), hours(1).minusMillis(1));
        assertThat(reasons()).containsExactly("end-before-start");
        script.tell(ACCOUNT, "q", hours(2), hours(1), hours(1));
        assertThat(reasons()).hasSize(1);
        assertThat(topology.readings()).isEmpty();
    }

    @Test
    void instantsBefore1970AreRefused() {
        Instant ancient = Instant.EPOCH.minusMillis(1);
        script.tell(ACCOUNT, "p", START, ancient, null);
        script.tell(ACCOUNT, "p", ancient, null, null);
        assertThat(reasons()).containsExactly("before-epoch", "before-epoch");
        assertThat(topology.readings()).isEmpty();
    }

    @Test
    void aKeyThatIsNotTheAccountOfTheValueIsRefused() {
        PodRecord change = script.change("ana", "p", START, START, null, ONE_CORE);
        topology.pod("hub/bob", change);
        topology.pod("ana", change);
        topology.pod("HUB/ana", change);
        topology.pod("hub/", change);
        topology.pod("", change);
        assertThat(reasons()).hasSize(5).containsOnly("bad-account");
        assertThat(topology.readings()).isEmpty();
    }

    @Test
    void aChangeOfNothingIsRefused() {
        topology.pod(
                ACCOUNT,
                new PodRecord(PodOp.u, null, null, null, new Source(AccountScript.SOURCE, null, 1L, null), START));
        assertThat(reasons()).containsExactly("empty-change");
    }

    @Test
    void oneChangeOfRatesTooManyIsRefusedAndTheEndIsNot() {
        for (int i = 0; i < PodHistory.MAX_SPANS; i++) {
            topology.pod(ACCOUNT, resized(i));
        }
        assertThat(reasons()).isEmpty();
        topology.pod(ACCOUNT, resized(PodHistory.MAX_SPANS));
        assertThat(reasons()).containsExactly("too-many-changes");
        topology.pod(ACCOUNT, resized(0));
        PodRecord end = PodRecords.of(
                AccountScript.SOURCE,
                "ana",
                "p",
                PodOp.d,
                new PodObservation(2_000, days(1), Quantities.of(Resource.CPU, ONE_CORE), START, days(1), days(1)));
        topology.pod(ACCOUNT, end);
        assertThat(reasons()).hasSize(1);
        assertThat(topology.stored(ACCOUNT).latest())
                .satisfies(reading -> assertThat(reading.at()).isEqualTo(days(1)))
                .satisfies(reading -> assertThat(reading.openPods()).isZero());
    }

    private PodRecord resized(int i) {
        return PodRecords.of(
                AccountScript.SOURCE,
                "ana",
                "p",
                PodOp.u,
                new PodObservation(
                        i + 1,
                        START.plusSeconds(i),
                        Quantities.of(Resource.CPU, BigInteger.valueOf(i + 1)),
                        START,
                        START.plusSeconds(i),
                        null));
    }

    @Test
    void aRejectIsWrittenWithTheKeyAndTheTimeOfTheOriginal() {
        script.tell(ACCOUNT, "p", START, days(1), null);
        var written = topology.written(io.hubmeter.schemas.Topics.REJECTS).getFirst();
        assertThat(written.key())
                .asString(java.nio.charset.StandardCharsets.UTF_8)
                .isEqualTo(ACCOUNT);
        assertThat(written.getRecordTime()).isEqualTo(START);
    }

    @Test
    void anAccountWhoseKeySaysAnotherNameIsRefused() {
        topology.account("hub/bob", new AccountRecord("hub", "ana", List.of("g"), null, START));
        topology.account("hub/ana", new AccountRecord("HUB", "ana", List.of("g"), null, START));
        assertThat(reasons()).containsExactly("bad-account", "bad-account");
    }

    /** A policy that cannot be worked by must not stop the meters. */
    @Test
    void aPolicyThatMakesNoSenseIsRefusedAndTheOneBeforeStaysInForce() {
        topology.policy(AccountScript.policy("a".repeat(64), AccountScript.coreHours(1, Duration.ofHours(4))), START);
        topology.policy(broken(Map.of("nobody", List.of()), START));
        topology.policy(broken(Map.of(), START.plusSeconds(1), -1L));
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(2));
        assertThat(reasons()).hasSize(2).containsOnly("bad-policy");
        assertThat(topology.overQuota()).hasSize(1);
        assertThat(topology.overQuota().getFirst().getPolicyHash()).isEqualTo("a".repeat(64));
    }

    private static PolicyRecord broken(Map<String, List<io.hubmeter.schemas.avro.Limit>> users, Instant publishedAt) {
        return broken(users, publishedAt, null);
    }

    private static PolicyRecord broken(
            Map<String, List<io.hubmeter.schemas.avro.Limit>> users, Instant publishedAt, @Nullable Long windowMs) {
        PolicyRecord fine = Policies.record(AccountScript.policy("b".repeat(64)), publishedAt);
        return PolicyRecord.newBuilder(fine)
                .setDefaultRules(null)
                .setUsers(users)
                .setDefaultLimits(
                        windowMs == null
                                ? List.of()
                                : List.of(new io.hubmeter.schemas.avro.Limit("cpu", null, windowMs)))
                .build();
    }

    /** A negative time of an observation must not stop the processor when something is to be said of it. */
    @Test
    void groupsAndPoliciesSaidBefore1970AreTakenWithoutHarm() {
        topology.account(ACCOUNT, List.of("g"), Instant.EPOCH.minusMillis(1));
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(2));
        topology.policy(
                AccountScript.policy("a".repeat(64), AccountScript.coreHours(1, Duration.ofHours(4))),
                Instant.EPOCH.minusMillis(1));
        assertThat(topology.overQuota()).hasSize(1);
    }
}
