package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which pods a snapshot ends, whatever else is told while it is under way and later; the laws are those of ADR 0037 and 0041. */
class SnapshotTest {
    private static final String SOURCE = "kubernetes/main";
    private static final String ACCOUNT = "hub/ana";
    private static final Quantities CORE = Quantities.of(Resource.CPU, BigInteger.valueOf(1_000_000));
    private static final Quantities CORES = Quantities.of(Resource.CPU, BigInteger.valueOf(2_000_000));

    private final DrivenTopology topology = new DrivenTopology(Scenario.KEEPS_ALL);

    @AfterEach
    void close() {
        topology.close();
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }

    private static Told told(String uid, long version, long second, Quantities rates) {
        return new Told(uid, new PodObservation(version, at(second), rates, at(10), null, null));
    }

    private void pod(Told told) {
        topology.pod(ACCOUNT, PodRecords.of(SOURCE, ACCOUNT, told));
    }

    private void listed(Told told, long snapshot) {
        topology.pod(ACCOUNT, PodRecords.listed(SOURCE, ACCOUNT, told, snapshot));
    }

    private void heard(long second) {
        topology.pod("", PodRecords.heartbeat(SOURCE, List.of("hub"), at(second)));
    }

    private void begun(long snapshot, long second) {
        topology.pod("", PodRecords.snapshotStarted(SOURCE, snapshot, at(second)));
    }

    private void completed(long snapshot, long second) {
        topology.pod("", PodRecords.snapshotCompleted(SOURCE, snapshot, at(second)));
    }

    private void hasEndedAt(long second) {
        assertThat(topology.readings())
                .last()
                .extracting(ReadingRecord::getAt, ReadingRecord::getOpenPods, ReadingRecord::getEstimated)
                .containsExactly(at(second), 0, true);
    }

    private void isOpen() {
        assertThat(topology.readings())
                .last()
                .extracting(ReadingRecord::getOpenPods)
                .isEqualTo(1);
    }

    /** A retry, or a second collector that is slow, tells what the first one told before the gap. */
    @Test
    void aRepetitionWhileAListIsSentDoesNotKeepAPodOpen() {
        Told started = told("uid", 1, 10, CORE);
        pod(started);
        heard(20);
        begun(1, 90);
        pod(started);
        completed(1, 91);
        hasEndedAt(20);
    }

    /** The last news that an earlier collector had, written late: the pod was there then, and is not there now. */
    @Test
    void newsThatIsOlderThanAListDoesNotKeepAPodOpen() {
        pod(told("uid", 1, 10, CORE));
        heard(20);
        begun(1, 90);
        pod(told("uid", 5, 25, CORES));
        completed(1, 91);
        hasEndedAt(25);
    }

    @Test
    void aPodFirstHeardOfWhileAListIsSentThatDoesNotHaveItHasEnded() {
        heard(20);
        begun(1, 90);
        pod(told("uid", 1, 15, CORE));
        completed(1, 91);
        hasEndedAt(20);
    }

    /** What changed after the list was taken is told by the watch that goes on from there. */
    @Test
    void aPodThatBeganDuringTheListIsOpenAgainOnceTheWatchTellsOfIt() {
        heard(80);
        begun(1, 90);
        pod(told("uid", 7, 91, CORE));
        completed(1, 92);
        hasEndedAt(91);
        pod(told("uid", 7, 93, CORE));
        isOpen();
    }

    @Test
    void aListedPodStaysOpenWhateverElseIsTold() {
        pod(told("uid", 1, 10, CORE));
        heard(20);
        begun(1, 90);
        listed(told("uid", 3, 90, CORES), 1);
        pod(told("uid", 1, 10, CORE));
        completed(1, 91);
        isOpen();
    }

    /** Of two collectors that list at once, the newer list counts, and what the older one has says nothing about it. */
    @Test
    void aPodThatOnlyAnOlderListHasEndsWithTheNewerOne() {
        Told started = told("uid", 1, 10, CORE);
        pod(started);
        heard(20);
        begun(1, 90);
        begun(2, 91);
        listed(told("uid", 1, 90, CORE), 1);
        completed(1, 92);
        isOpen();
        completed(2, 93);
        hasEndedAt(90);
    }

    @Test
    void theNextListNeedsToHaveThePodToo() {
        pod(told("uid", 1, 10, CORE));
        begun(1, 90);
        listed(told("uid", 1, 90, CORE), 1);
        completed(1, 91);
        heard(95);
        begun(2, 100);
        listed(told("uid", 1, 90, CORE), 1);
        completed(2, 101);
        hasEndedAt(95);
    }

    private void completed(long snapshot, long version, long second) {
        topology.pod("", PodRecords.snapshotCompleted(SOURCE, snapshot, version, at(second)));
    }

    /** A collector that was stopped goes on, and writes what it had heard before another one took over and listed. */
    @Test
    void newsThatIsOlderThanAListDoesNotBeginAPodThatItDoesNotHave() {
        heard(20);
        begun(1, 90);
        completed(1, 100, 91);
        pod(told("uid", 100, 60, CORE));
        hasEndedAt(60);
    }

    @Test
    void newsThatIsOlderThanAListDoesNotReviveAPodThatItDoesNotHave() {
        pod(told("uid", 1, 10, CORE));
        heard(20);
        begun(1, 90);
        completed(1, 100, 91);
        hasEndedAt(20);
        pod(told("uid", 50, 60, CORES));
        hasEndedAt(60);
    }

    @Test
    void newsThatIsNewerThanTheListBeginsAPod() {
        heard(20);
        begun(1, 90);
        completed(1, 100, 91);
        pod(told("uid", 101, 95, CORE));
        isOpen();
        pod(told("uid", 50, 60, CORE));
        isOpen();
    }

    @Test
    void oldNewsOfAListedPodDoesNotEndIt() {
        Told started = told("uid", 1, 10, CORE);
        pod(started);
        begun(1, 90);
        listed(told("uid", 3, 90, CORES), 1);
        completed(1, 100, 91);
        pod(started);
        isOpen();
        begun(2, 110);
        pod(told("uid", 2, 50, CORE));
        isOpen();
    }

    /** One more change of its rates is refused; that the list has the pod is not. */
    @Test
    void aListedPodThatChangedTooOftenStaysOpen() {
        for (int i = 0; i < PodHistory.MAX_SPANS; i++) {
            pod(told("uid", i + 1, 10 + i, i % 2 == 0 ? CORE : CORES));
        }
        heard(5_000);
        begun(1, 6_000);
        listed(told("uid", 5_000, 6_000, Quantities.of(Resource.CPU, BigInteger.valueOf(3_000_000))), 1);
        completed(1, 6_001);
        isOpen();
        assertThat(topology.rejects()).hasSize(1);
    }

    @Test
    void anOperationAloneOrAnIdAloneIsNoList() {
        PodRecord read = PodRecords.of(
                SOURCE, "ana", "read", PodOp.r, told("read", 1, 10, CORE).observation());
        PodRecord changed = PodRecord.newBuilder(PodRecords.listed(SOURCE, ACCOUNT, told("changed", 1, 10, CORE), 1))
                .setOp(PodOp.u)
                .build();
        heard(20);
        begun(1, 90);
        topology.pod(ACCOUNT, read);
        topology.pod(ACCOUNT, changed);
        completed(1, 91);
        hasEndedAt(20);
    }
}
