package io.hubmeter.streams.topology;

import static io.hubmeter.streams.topology.AccountScript.ACCOUNT;
import static io.hubmeter.streams.topology.AccountScript.START;
import static io.hubmeter.streams.topology.AccountScript.coreHours;
import static io.hubmeter.streams.topology.AccountScript.days;
import static io.hubmeter.streams.topology.AccountScript.hours;
import static io.hubmeter.streams.topology.AccountScript.policy;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.streams.state.MarkRecords;
import io.hubmeter.streams.state.avro.SourceStateRecord;
import java.time.Duration;
import org.apache.kafka.streams.state.VersionedRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a heartbeat says that the other stores hold. */
class MarksTest {
    private final DrivenTopology topology = new DrivenTopology(MeterRetention.DEFAULT);
    private final AccountScript script = new AccountScript(topology);

    @AfterEach
    void close() {
        topology.close();
    }

    private VersionedRecord<ReadingRecord> mark(String source) {
        return topology.driver()
                .<String, ReadingRecord>getVersionedKeyValueStore(StoreNames.METERS)
                .get(MarkRecords.key(source));
    }

    private SourceStateRecord source(String name) {
        return topology.driver()
                .<String, SourceStateRecord>getKeyValueStore(StoreNames.SOURCES)
                .get(name);
    }

    private long written() {
        return topology.changelog(StoreNames.METERS).size();
    }

    @Test
    void theFirstHeartbeatPutsAMarkEvenWhereThereIsNoReading() {
        script.heartbeat(START);
        assertThat(MarkRecords.heardAt(mark(AccountScript.SOURCE).value())).isEqualTo(START);
        assertThat(mark(AccountScript.SOURCE).timestamp()).isZero();
        assertThat(source(AccountScript.SOURCE).getMark()).isEqualTo(START);
    }

    @Test
    void aMarkIsPutOnlyWhereAReadingWasWrittenSinceTheLast() {
        script.heartbeat(START);
        long before = written();
        script.heartbeat(hours(1));
        assertThat(written()).isEqualTo(before);
        assertThat(source(AccountScript.SOURCE).getMark()).isEqualTo(START);
        assertThat(source(AccountScript.SOURCE).getHeardAt()).isEqualTo(hours(1));

        script.starts(ACCOUNT, "pod", hours(1));
        script.heartbeat(hours(2));
        assertThat(written()).isEqualTo(before + 2);
        assertThat(MarkRecords.heardAt(mark(AccountScript.SOURCE).value())).isEqualTo(hours(2));
        assertThat(source(AccountScript.SOURCE).getMark()).isEqualTo(hours(2));
    }

    /** One source's mark says nothing of when another was heard. */
    @Test
    void eachSourceHasItsOwnMarks() {
        script.starts(ACCOUNT, "pod", START);
        script.heartbeat(hours(1));
        script.heartbeat("kubernetes/other", hours(7));
        assertThat(MarkRecords.heardAt(mark(AccountScript.SOURCE).value())).isEqualTo(hours(1));
        assertThat(MarkRecords.heardAt(mark("kubernetes/other").value())).isEqualTo(hours(7));
    }

    /** The store's own time rises with whatever is put, and what is older than it keeps is refused then. */
    @Test
    void aHeartbeatFromTheFutureDoesNotKeepReadingsOut() {
        script.starts(ACCOUNT, "pod", START);
        script.heartbeat(days(400));
        assertThat(mark(AccountScript.SOURCE).timestamp()).isBetween(START.toEpochMilli(), hours(1).toEpochMilli());
        script.ends(ACCOUNT, "pod", START, hours(3));
        assertThat(script.used(ACCOUNT, START, hours(3)))
                .isEqualTo(Duration.ofHours(3).toMillis());
    }

    /** A pod that ends long after another's latest reading makes marks younger: the newest one is found all the same. */
    @Test
    void theNewestMarkIsTheOneThatIsFound() {
        for (int hour = 0; hour < 50; hour++) {
            script.starts(ACCOUNT, "pod-" + hour, hours(hour));
            script.heartbeat(hours(hour));
            assertThat(MarkRecords.heardAt(mark(AccountScript.SOURCE).value())).isEqualTo(hours(hour));
        }
    }

    @Test
    void theSourceTellsOfGrantsAndPolicyToo() {
        script.heartbeat(START);
        assertThat(source(AccountScript.SOURCE).getGrants()).isZero();
        assertThat(source(AccountScript.SOURCE).getPolicy()).isNull();
        topology.policy(policy("one", coreHours(1, Duration.ofDays(1))), START);
        topology.grant(GrantTopologyTest.correction("c", 1, START, hours(1), hours(2)));
        script.heartbeat(hours(3));
        assertThat(source(AccountScript.SOURCE).getGrants()).isEqualTo(1);
        assertThat(source(AccountScript.SOURCE).getPolicy()).isEqualTo("one");
    }

    @Test
    void noAccountCanHaveTheKeyOfAMark() {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> AccountId.parse(MarkRecords.key("kubernetes/main"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** State of before there were marks is read with these defaults. */
    @Test
    void everyFieldAddedToASourcesStateHasADefault() {
        for (String field : new String[] {"mark", "grants", "policy"}) {
            assertThat(SourceStateRecord.getClassSchema().getField(field).defaultVal())
                    .as(field)
                    .isEqualTo(org.apache.avro.JsonProperties.NULL_VALUE);
        }
    }
}
