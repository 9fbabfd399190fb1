package io.hubmeter.streams.topology;

import static io.hubmeter.streams.topology.AccountScript.ACCOUNT;
import static io.hubmeter.streams.topology.AccountScript.START;
import static io.hubmeter.streams.topology.AccountScript.coreHours;
import static io.hubmeter.streams.topology.AccountScript.days;
import static io.hubmeter.streams.topology.AccountScript.hours;
import static io.hubmeter.streams.topology.AccountScript.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.Server;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits: what makes the graph look at them again, and what it says then. */
class QuotaTopologyTest {
    private static final Duration DAY = Duration.ofDays(1);

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

    private static Policy hourly(String hash, long hours) {
        return policy(hash, coreHours(hours, DAY));
    }

    /** A silent source may know of the end of a server: nothing is said beyond what it told. */
    @Test
    void aSilentSourceStopsTheClockOfItsRealm() {
        topology.policy(hourly("a", 2), START);
        script.heartbeat("kubernetes/other", START);
        script.heartbeat(START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(10));
        assertThat(said()).isEmpty();
        script.heartbeat("kubernetes/other", hours(2));
        assertThat(said()).isEmpty();
        script.heartbeat("kubernetes/other", hours(2.5));
        assertThat(said()).containsExactly("EXCEEDED CROSSED " + hours(2));
        assertThat(topology.overQuota().getFirst().getEvaluatedAt()).isEqualTo(hours(2.5));
    }

    @Test
    void aSourceOfAnotherRealmDoesNotStopTheClock() {
        topology.policy(hourly("a", 2), START);
        topology.pod("", PodRecords.heartbeat("kubernetes/other", List.of("hub-2"), START));
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(3));
        assertThat(said()).containsExactly("EXCEEDED CROSSED " + hours(2));
    }

    @Test
    void aPodThatStartsWhileALimitIsExceededIsNamed() {
        topology.policy(hourly("a", 2), START);
        script.starts(ACCOUNT, "first", START);
        script.heartbeat(hours(3));
        script.starts(ACCOUNT, "second", hours(3.5));
        script.starts("hub/anabel", "hers", hours(3.5));
        assertThat(said())
                .containsExactly("EXCEEDED CROSSED " + hours(2), "EXCEEDED STARTED_WHILE_EXCEEDED " + hours(2));
        OverQuotaRecord started = topology.overQuota().getLast();
        // The first was named when the limit was crossed.
        assertThat(started.getServers())
                .containsExactly(new Server("second", "jupyter", "jupyter-second", "hub", "", null));
    }

    @Test
    void anotherPolicyIsLookedAtAtOnce() {
        topology.policy(hourly("a", 10), START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(3));
        topology.policy(hourly("b", 2), hours(3));
        topology.policy(hourly("b", 2), hours(3));
        assertThat(said()).containsExactly("EXCEEDED POLICY_CHANGED " + hours(3));
        assertThat(topology.overQuota().getFirst().getPolicyHash()).isEqualTo("b");
        topology.policy(hourly("c", 10), hours(4));
        assertThat(said())
                .containsExactly("EXCEEDED POLICY_CHANGED " + hours(3), "RESTORED POLICY_CHANGED " + hours(3));
        script.heartbeat(hours(11));
        assertThat(said()).hasSize(3).last().isEqualTo("EXCEEDED CROSSED " + hours(10));
    }

    /** Policies come on a topic of their own; whoever meters pods must know of them at once. */
    @Test
    void anAccountThatComesAfterAnotherPolicyIsUnderThatOne() {
        topology.policy(hourly("a", 10), START);
        script.starts("hub/anabel", "hers", START);
        topology.policy(hourly("b", 2), START);
        script.starts(ACCOUNT, "his", START);
        script.heartbeat(hours(3));
        assertThat(said()).containsExactly("EXCEEDED CROSSED " + hours(2), "EXCEEDED CROSSED " + hours(2));
        assertThat(topology.overQuota())
                .allSatisfy(event -> assertThat(event.getPolicyHash()).isEqualTo("b"));
    }

    @Test
    void otherGroupsAreLookedAtAtOnce() {
        topology.policy(
                Policy.of(
                        "policy.yaml",
                        "a",
                        "",
                        Policy.Rules.DEFAULT,
                        List.of(coreHours(2, DAY)),
                        Map.of("power", List.of(coreHours(8, DAY))),
                        Map.of()),
                START);
        topology.account(ACCOUNT, List.of("power"), START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(3));
        topology.account(ACCOUNT, List.of(), hours(3));
        topology.account(ACCOUNT, List.of("power"), hours(3));
        assertThat(said())
                .containsExactly("EXCEEDED POLICY_CHANGED " + hours(3), "RESTORED POLICY_CHANGED " + hours(3));
    }

    /** An account's first event nearly always comes after a heartbeat that is later than the event. */
    @Test
    void theFirstEventOfAnAccountIsNoChangeOfPolicy() {
        topology.policy(policy("a", coreHours(0, DAY)), START);
        script.heartbeat(hours(1));
        script.tell(ACCOUNT, "p", hours(1), hours(0.5), null);
        assertThat(said()).containsExactly("EXCEEDED AMENDED " + hours(0.5));
        script.heartbeat(hours(2));
        assertThat(said()).hasSize(1);
    }

    @Test
    void aLateEndTakesBackWhatWasSaid() {
        topology.policy(hourly("a", 2), START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(3));
        script.tell(ACCOUNT, "p", hours(4), START, hours(1));
        assertThat(said()).containsExactly("EXCEEDED CROSSED " + hours(2), "RESTORED AMENDED " + hours(2));
    }

    /**
     * While one source is silent for longer than lateness, others go on, and the store forgets what its realm's windows need:
     * what is not known must not be taken for unused before, and used since.
     */
    @Test
    void aSourceThatWasSilentForLongMakesNobodyExceedALimit() {
        topology.policy(policy("a", coreHours(100, Duration.ofDays(30))), START);
        script.heartbeat(START);
        // Four hours a day, so never more than 120 in 30 days; 80 in 20 days, then nothing for long.
        for (int day = 0; day < 20; day++) {
            Instant from = days(day);
            script.starts(ACCOUNT, "p" + day, from);
            script.ends(ACCOUNT, "p" + day, from, from.plus(Duration.ofHours(4)));
            script.heartbeat(from.plus(Duration.ofHours(5)));
        }
        // 80 core-hours until day 19; the next 40 come when the first are about to leave the window.
        for (int day = 31; day < 41; day++) {
            Instant from = days(day);
            script.starts(ACCOUNT, "p" + day, from);
            script.ends(ACCOUNT, "p" + day, from, from.plus(Duration.ofHours(4)));
        }
        script.starts("hub-2/bob", "b", days(80));
        script.heartbeat(days(80));
        assertThat(said()).isEmpty();
    }

    @Test
    void graceIsCountedFromTheCrossing() {
        Policy.Rules rules = Policy.Rules.of(
                Policy.Rules.DEFAULT.combination(), Duration.ZERO, Duration.ofSeconds(15), Duration.ofMinutes(7));
        topology.policy(
                Policy.of("policy.yaml", "a", "", rules, List.of(coreHours(2, DAY)), Map.of(), Map.of()), START);
        script.starts(ACCOUNT, "p", START);
        script.heartbeat(hours(3));
        assertThat(topology.overQuota().getFirst().getGraceUntil()).isEqualTo(hours(2).plus(Duration.ofMinutes(7)));
    }

    /** Nobody else used anything since, so the readings are still there. */
    @Test
    void theRecordsOfALongEndedPodTellNothingNew() {
        script.starts(ACCOUNT, "p", START);
        script.ends(ACCOUNT, "p", START, hours(4));
        script.heartbeat(days(60));
        script.ends(ACCOUNT, "p", START, hours(4));
        assertThat(script.used(ACCOUNT, START, days(1))).isEqualTo(4 * 3_600_000);
    }

    /** Its start alone looks like a pod that runs; then its end must be taken, however late. */
    @Test
    void theRecordsOfAForgottenPodLeaveNothingOpen() {
        script.starts(ACCOUNT, "p", START);
        script.ends(ACCOUNT, "p", START, hours(4));
        script.starts("hub/bob", "b", days(60));
        script.ends("hub/bob", "b", days(60), days(61));
        script.heartbeat(days(61));
        script.starts(ACCOUNT, "p", START);
        script.ends(ACCOUNT, "p", START, hours(4));
        assertThat(script.used(ACCOUNT, days(30), days(61))).isZero();
        assertThat(topology.stored(ACCOUNT).latest())
                .satisfies(reading -> assertThat(reading.openPods()).isZero());
    }
}
