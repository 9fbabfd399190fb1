package io.hubmeter.streams.topology;

import static io.hubmeter.streams.topology.AccountScript.ACCOUNT;
import static io.hubmeter.streams.topology.AccountScript.ONE_CORE;
import static io.hubmeter.streams.topology.AccountScript.START;
import static io.hubmeter.streams.topology.AccountScript.coreHours;
import static io.hubmeter.streams.topology.AccountScript.days;
import static io.hubmeter.streams.topology.AccountScript.hours;
import static io.hubmeter.streams.topology.AccountScript.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Hub;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Rule;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.wire.Grants;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What administrators record: limits raised for a time, usage corrected, either taken back. */
class GrantTopologyTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final BigInteger CORE_HOUR = ONE_CORE.multiply(BigInteger.valueOf(3_600_000));

    private final DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT);
    private final AccountScript script = new AccountScript(topology);

    @AfterEach
    void close() {
        topology.close();
    }

    private List<String> said() {
        return topology.overQuota().stream()
                .map(record -> "%s %s %s"
                        .formatted(
                                record.getKind(),
                                record.getCause(),
                                record.getRestoredAt() == null ? record.getCrossedAt() : record.getRestoredAt()))
                .toList();
    }

    private static Grant entry(
            String id, Grant.Kind kind, long coreHours, Instant from, @Nullable Instant until, Instant recordedAt) {
        return new Grant(
                id,
                kind,
                AccountId.parse(ACCOUNT),
                kind == Grant.Kind.VOID ? null : Resource.CPU,
                CORE_HOUR.multiply(BigInteger.valueOf(coreHours)),
                null,
                from,
                until,
                "grace",
                "because",
                recordedAt);
    }

    private static Grant addition(
            String id, long coreHours, Instant from, @Nullable Instant until, Instant recordedAt) {
        return entry(id, Grant.Kind.ADDITION, coreHours, from, until, recordedAt);
    }

    static Grant correction(String id, long coreHours, Instant from, Instant until, Instant recordedAt) {
        return entry(id, Grant.Kind.CORRECTION, coreHours, from, until, recordedAt);
    }

    private static Grant voided(String id, Instant recordedAt) {
        return entry(id, Grant.Kind.VOID, 0, recordedAt, null, recordedAt);
    }

    @Test
    void aTopUpTakesTheKillBackUntilItIsUsedUpToo() {
        topology.policy(policy("a", coreHours(2, DAY)), START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(2.5));
        topology.grant(addition("g", 3, hours(2.5), null, hours(2.5)));
        topology.grant(addition("g", 3, hours(2.5), null, hours(2.5)));
        assertThat(said()).containsExactly("EXCEEDED CROSSED " + hours(2), "RESTORED GRANT_CHANGED " + hours(2.5));
        assertThat(topology.overQuota().getFirst().getServers()).hasSize(1);
        assertThat(topology.overQuota().getLast().getServers()).isEmpty();
        script.heartbeat(hours(6));
        assertThat(said()).hasSize(3).last().isEqualTo("EXCEEDED CROSSED " + hours(5));
    }

    @Test
    void aGrantBeginsAndEndsAtItsInstants() {
        topology.policy(policy("a", coreHours(2, DAY)), START);
        topology.grant(addition("g", 3, hours(3), hours(4.5), START));
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(2.5));
        script.heartbeat(hours(7));
        assertThat(said())
                .containsExactly(
                        "EXCEEDED CROSSED " + hours(2),
                        "RESTORED GRANT_CHANGED " + hours(3),
                        "EXCEEDED GRANT_CHANGED " + hours(4.5));
    }

    /** One heartbeat that comes late tells the same as many that come in time. */
    @Test
    void whatHappenedBeforeAndAfterAGrantBeganIsToldInItsOrder() {
        topology.policy(policy("a", coreHours(2, DAY)), START);
        topology.grant(addition("g", 1, hours(2.5), null, START));
        topology.grant(addition("h", 1, hours(3.5), null, START));
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(7));
        assertThat(said())
                .containsExactly(
                        "EXCEEDED CROSSED " + hours(2),
                        "RESTORED GRANT_CHANGED " + hours(2.5),
                        "EXCEEDED CROSSED " + hours(3),
                        "RESTORED GRANT_CHANGED " + hours(3.5),
                        "EXCEEDED CROSSED " + hours(4));
    }

    @Test
    void aVoidedGrantCountsNoMore() {
        topology.policy(policy("a", coreHours(2, DAY)), START);
        topology.grant(addition("g", 3, START, null, START));
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(4));
        assertThat(said()).isEmpty();
        topology.grant(voided("g", hours(4)));
        assertThat(said()).containsExactly("EXCEEDED GRANT_CHANGED " + hours(4));
        topology.grant(voided("g", hours(4)));
        assertThat(said()).hasSize(1);
    }

    /** An API's clock is ahead of what was heard last, if only by a moment. */
    @Test
    void aVoidThatIsRecordedAfterTheLastHeartbeatCountsFromThenOn() {
        topology.policy(policy("a", coreHours(2, DAY)), START);
        topology.grant(addition("g", 3, START, null, START));
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(4));
        topology.grant(voided("g", hours(4).plusMillis(250)));
        script.heartbeat(hours(4).plusMillis(250));
        assertThat(said()).isEmpty();
        script.heartbeat(hours(4).plusSeconds(1));
        assertThat(said()).containsExactly("EXCEEDED GRANT_CHANGED " + hours(4).plusMillis(250));
    }

    @Test
    void aGrantForOneAccountRaisesNoOthers() {
        topology.policy(policy("a", coreHours(2, DAY)), START);
        topology.grant(addition("g", 3, START, null, START));
        script.starts("hub/anabel", "hers", START);
        script.heartbeat(hours(3));
        assertThat(said()).containsExactly("EXCEEDED CROSSED " + hours(2));
    }

    @Test
    void aCorrectionAmendsReadingsAndWhatFollowsFromThem() {
        topology.policy(policy("a", coreHours(2, DAY)), START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(3));
        topology.grant(correction("c", -1, START, hours(2), hours(3)));
        assertThat(script.used(ACCOUNT, START, hours(3))).isEqualTo(2 * 3_600_000);
        // Two were used up to the clock, not before it: the crossing there is still to be said.
        assertThat(said()).containsExactly("EXCEEDED CROSSED " + hours(2), "RESTORED AMENDED " + hours(2));
    }

    @Test
    void aCorrectionThatTakesEnoughAwayRestores() {
        topology.policy(policy("a", coreHours(2, DAY)), START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(3));
        topology.grant(correction("c", -2, START, hours(3), hours(3)));
        assertThat(said()).hasSize(2).last().asString().startsWith("RESTORED AMENDED ");
        assertThat(script.used(ACCOUNT, START, hours(3))).isEqualTo(3_600_000);
        List<ReadingRecord> readings = topology.readings();
        assertThat(readings.stream().filter(reading -> reading.getRevision() > 0))
                .isNotEmpty();
        script.heartbeat(hours(6));
        assertThat(said()).hasSize(3).last().isEqualTo("EXCEEDED CROSSED " + hours(4));
        topology.grant(voided("c", hours(6)));
        assertThat(script.used(ACCOUNT, START, hours(6))).isEqualTo(6 * 3_600_000);
        assertThat(said()).hasSize(4).last().isEqualTo("EXCEEDED AMENDED " + hours(2));
    }

    @Test
    void aCorrectionThatAddsUseMayExceedALimitInThePast() {
        topology.policy(policy("a", coreHours(2, DAY)), START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(1));
        topology.grant(correction("c", 2, START, hours(1), hours(1)));
        assertThat(said()).containsExactly("EXCEEDED AMENDED " + START.plusSeconds(2_400));
        assertThat(script.used(ACCOUNT, START, hours(1))).isEqualTo(3 * 3_600_000);
    }

    /** The end of the server was not known when its use was taken away. */
    @Test
    void whatComesLateIsCorrectedAnew() {
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(5));
        topology.grant(correction("c", -2, hours(1), hours(5), hours(5)));
        assertThat(script.used(ACCOUNT, START, hours(5))).isEqualTo(3 * 3_600_000);
        script.tell(ACCOUNT, "p", hours(5), START, hours(2));
        assertThat(script.used(ACCOUNT, START, hours(5))).isEqualTo(3_600_000);
        script.starts(ACCOUNT, "q", hours(4));
        assertThat(script.used(ACCOUNT, START, hours(5))).isEqualTo(3_600_000);
    }

    @Test
    void whatMakesNoSenseIsRejected() {
        script.starts(ACCOUNT, "p", days(50));
        script.heartbeat(days(50));
        Grant good = addition("g", 1, START, null, days(50));
        topology.grant(good);
        topology.grant(addition("g", 2, START, null, days(50)));
        topology.grant(voided("other", days(50)));
        topology.grant("hub/bob", Grants.record(good));
        topology.grant(correction("old", -1, days(1), days(2), days(50)));
        topology.grant(correction("future", -1, days(49), days(51), days(50)));
        topology.grant(addition("clock", 1, START, null, days(51)), days(50));
        assertThat(topology.rejects().stream().map(RejectRecord::getReason))
                .hasSize(6)
                .containsOnly("bad-grant");
        assertThat(topology.rejects().stream().map(RejectRecord::getMessage))
                .satisfiesExactly(
                        message -> assertThat(message).contains("'g'", "other terms"),
                        message -> assertThat(message).contains("'other'"),
                        message -> assertThat(message).startsWith("key: found 'hub/bob'"),
                        message -> assertThat(message).startsWith("from: found 2026-03-02"),
                        message -> assertThat(message).startsWith("until: found 2026-04-21"),
                        message -> assertThat(message).startsWith("recordedAt: found 2026-04-21"));
    }

    @Test
    void whereNothingIsEnforcedNothingIsToBeStopped() {
        topology.policy(
                new Policy(
                        "policy.yaml",
                        "a",
                        "",
                        Policy.Rules.DEFAULT,
                        Map.of("hub", new Hub(null, false, null, null)),
                        List.of(Rule.of(List.of(coreHours(2, DAY)))),
                        Map.of(),
                        Map.of()),
                START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(3));
        OverQuotaRecord observedHub = topology.overQuota().getFirst();
        assertThat(observedHub.getServers()).isEmpty();
        topology.policy(
                new Policy(
                        "policy.yaml",
                        "b",
                        "",
                        Policy.Rules.DEFAULT,
                        Map.of(),
                        List.of(new Rule(new TreeSet<>(), false, List.of(coreHours(1, DAY)))),
                        Map.of(),
                        Map.of()),
                hours(3));
        script.starts(ACCOUNT, "q", hours(3));
        OverQuotaRecord observedRule = topology.overQuota().getLast();
        assertThat(observedRule.getEnforced()).isFalse();
        assertThat(observedRule.getServers()).isEmpty();
        assertThat(observedRule.getGraceUntil()).isNull();
        assertThat(observedRule.getOrigin()).isEqualTo("default");
    }

    @Test
    void aWarningTellsWhenTheLimitIsReached() {
        topology.policy(policy("a", coreHours(10, DAY)), START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(9));
        script.heartbeat(hours(9.5));
        assertThat(topology.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.getThresholdPercent()).isEqualTo(80);
            assertThat(warning.getCrossedAt()).isEqualTo(hours(8));
            assertThat(warning.getExhaustedAt()).isEqualTo(hours(10));
            assertThat(warning.getUsed().longValueExact()).isEqualTo(9 * 3_600_000);
            assertThat(warning.getEnforced()).isTrue();
        });
        assertThat(said()).isEmpty();
        script.heartbeat(hours(11));
        assertThat(said()).containsExactly("EXCEEDED CROSSED " + hours(10));
        assertThat(topology.warnings()).hasSize(1);
    }

    @Test
    void aWarningForeseesThatAGrantEnds() {
        topology.policy(policy("a", coreHours(5, DAY)), START);
        topology.grant(addition("g", 5, START, hours(9), START));
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(8.5));
        assertThat(topology.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.getCrossedAt()).isEqualTo(hours(8));
            assertThat(warning.getExhaustedAt()).isEqualTo(hours(9));
        });
        script.heartbeat(hours(10));
        assertThat(said()).containsExactly("EXCEEDED GRANT_CHANGED " + hours(9));
    }

    /** However long, and whatever is running. */
    @Test
    void silenceStopsNobody() {
        topology.policy(policy("a", coreHours(2, DAY)), START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(1));
        for (int hour = 2; hour < 100; hour++) {
            topology.account("hub/user-" + hour, List.of("regular"), hours(hour));
            topology.policy(policy("policy-" + hour, coreHours(2, DAY)), hours(hour));
            topology.grant(addition("g" + hour, 1, hours(hour), hours(hour + 1), hours(hour)));
        }
        assertThat(said()).isEmpty();
        assertThat(topology.warnings()).isEmpty();
    }
}
