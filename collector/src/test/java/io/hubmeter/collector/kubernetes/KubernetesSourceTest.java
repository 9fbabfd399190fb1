package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.collector.kubernetes.FakeApiServer.FakeWatch;
import io.hubmeter.collector.publish.PublishFailed;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import io.hubmeter.schemas.avro.SourceOffset;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is written of what an API server says, and in which order; {@link WrittenLaws} are checked after each test too. */
class KubernetesSourceTest {
    private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");
    private static final FakePod ANA = FakePod.of("a", "ana", 11);
    private static final FakePod BOB = FakePod.of("b", "bob", 12).scheduled(NINE);

    private Collecting collecting;

    @BeforeEach
    void start() throws Exception {
        collecting = Collecting.pods();
        collecting.api.version(10);
    }

    @AfterEach
    void stop() throws Exception {
        collecting.close();
    }

    @Test
    void firstAllThereIsThenWhatHappens() {
        collecting.api.version(12);
        collecting.api.pages.add(FakeApiServer.page(12, "more", ANA.json()));
        collecting.api.pages.add(FakeApiServer.page(12, null, BOB.json()));
        FakeWatch watch = watch();
        collecting.start().awaitOffset(12);
        FakePod bound = ANA.at(13).scheduled(NINE);
        watch.send(bound.event("MODIFIED"));
        watch.send(FakePod.of("c", "cyd", 14).event("ADDED"));
        watch.send(bound.at(15).event("DELETED"));
        collecting.awaitOffset(15);

        List<PodRecord> records = changes();
        assertThat(records).extracting(PodRecord::getOp).containsExactly(PodOp.r, PodOp.r, PodOp.u, PodOp.c, PodOp.d);
        assertThat(records.get(0).getBefore()).isNull();
        assertThat(records.get(2).getBefore()).isEqualTo(records.get(0).getAfter());
        assertThat(records.get(2).getAfter().getScheduledAt()).isEqualTo(NINE);
        assertThat(records.get(3).getBefore()).isNull();
        assertThat(records.get(4).getBefore()).isEqualTo(records.get(2).getAfter());
        assertThat(records)
                .extracting(record -> record.getSource().getVersion())
                .containsExactly(11L, 12L, 13L, 14L, 15L);
        assertThat(messages(SnapshotStarted.class)).hasSize(3);
        assertThat(messages(SnapshotCompleted.class))
                .as("with the version of the list")
                .extracting(record -> record.getSource().getVersion())
                .containsExactly(12L, 12L, 12L);
        assertThat(collecting.api.asked()).containsExactly("list", "list more", "watch 12");
    }

    @Test
    void everyRecordIsKeyedByTheAccountInTheRealmOfTheHub() {
        watch().send(ANA.event("ADDED"), FakePod.of("x", "o'neil/x", 12).event("ADDED"));
        collecting.start().awaitOffset(12);

        assertThat(collecting.topics.entries())
                .filteredOn(entry -> entry.value() instanceof PodRecord record && record.getOp() != PodOp.m)
                .extracting(entry -> entry.key())
                .containsExactly("realm/ana", "realm/o'neil/x");
        assertThat(messages(Heartbeat.class))
                .allSatisfy(record -> assertThat(((Heartbeat) record.getMessage()).getRealms())
                        .containsExactly("realm"));
    }

    @Test
    void aChangeThatChangesNothingIsNotWritten() {
        watch().send(
                        ANA.event("ADDED"),
                        ANA.at(12).event("MODIFIED"),
                        ANA.at(13).event("ADDED"));
        collecting.start().awaitOffset(13);

        assertThat(changes()).extracting(PodRecord::getOp).containsExactly(PodOp.c);
    }

    /** Whoever may edit a pod's annotations cannot charge somebody else for what it used. */
    @Test
    void aPodStaysChargedToWhomItWasChargedFirst() {
        watch().send(
                        ANA.event("ADDED"),
                        ANA.ownedBy("bob").at(12).scheduled(NINE).event("MODIFIED"),
                        ANA.ownedBy(null).at(13).event("DELETED"));
        collecting.start().awaitOffset(13);

        assertThat(changes())
                .hasSize(3)
                .allSatisfy(record -> assertThat(state(record).getUser()).isEqualTo("ana"));
    }

    @Test
    void bookmarksMoveTheOffset() {
        watch().send(FakePod.bookmark(17), FakeApiServer.resource("bookmarks-short-timeout.watch.jsonl"));
        collecting.start().awaitOffset(1_803);

        assertThat(changes()).isEmpty();
    }

    @Test
    void theNextRunGoesOnWhereTheLastOneStopped() throws Exception {
        watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);
        collecting.stop();
        collecting.api.version(12);
        watch().send(BOB.event("ADDED"));
        collecting.start().awaitOffset(12);

        assertThat(changes()).extracting(PodRecord::getOp).containsExactly(PodOp.c, PodOp.c);
        assertThat(collecting.api.asked()).containsExactly("list", "watch 10", "watch 11");
    }

    /** A pod seen before the process began is charged to the owner known then, even if the cluster's object is gone. */
    @Test
    void whoOwnsADaskClusterIsRememberedOverRuns() throws Exception {
        collecting.api.daskOwners.put("hub/5f0d", "carol");
        var scheduler = daskPod("s", 11);
        watch().send(FakePod.event("ADDED", scheduler));
        collecting.start().awaitOffset(11);
        collecting.stop();
        collecting.api.daskOwners.clear();
        collecting.api.version(13);
        watch().send(FakePod.event("DELETED", daskPod("s", 12)), FakePod.event("ADDED", daskPod("w", 13)));
        collecting.start().awaitOffset(13);

        assertThat(collecting.topics.owners()).hasSize(1);
        assertThat(changes())
                .hasSize(3)
                .allSatisfy(record -> assertThat(state(record).getUser()).isEqualTo("carol"));
    }

    /** A cluster's object may be deleted before its last pods are seen. */
    @Test
    void whoOwnsADaskClusterIsAskedForOnce() {
        collecting.api.daskOwners.put("hub/5f0d", "carol");
        FakeWatch watch = watch().send(FakePod.event("ADDED", daskPod("s", 11)));
        collecting.start().awaitOffset(11);
        collecting.api.daskOwners.clear();
        watch.send(FakePod.event("ADDED", daskPod("w", 12)));
        collecting.awaitOffset(12);

        assertThat(collecting.topics.owners()).hasSize(1);
        assertThat(changes())
                .hasSize(2)
                .allSatisfy(record -> assertThat(state(record).getUser()).isEqualTo("carol"));
    }

    @Test
    void noHeartbeatBeforeAWatchHasCaughtUp() throws Exception {
        FakeWatch watch = watch();
        collecting.start();
        collecting.await("a heartbeat", () -> !messages(Heartbeat.class).isEmpty());
        collecting.stop();
        int before = messages(Heartbeat.class).size();
        collecting.api.version(13);
        FakeWatch behind = watch();
        collecting.start();
        // The offset is written with, or after, a heartbeat, if there is one.
        behind.send(ANA.event("ADDED"));
        collecting.awaitOffset(11);
        assertThat(messages(Heartbeat.class)).hasSize(before);
        assertThat(collecting.source.health().state()).isNotEqualTo(SourceHealth.State.LIVE);

        behind.send(FakePod.of("z", "zoe", 13).event("ADDED"));
        collecting.await("another", () -> messages(Heartbeat.class).size() > before);
        collecting.awaitState(SourceHealth.State.LIVE);
        assertThat(watch).isNotNull();
    }

    /** An event of a watch that is behind may be of another namespace's time: quiet for a moment tells as much. */
    @Test
    void aWatchThatIsQuietForAMomentHasCaughtUp() throws Exception {
        collecting.api.pages.add(FakeApiServer.page(10, null));
        collecting.api.version(99);
        watch();
        collecting.start().awaitOffset(10);
        assertThat(messages(Heartbeat.class)).isEmpty();

        // Again and again: the watch may not have begun yet.
        collecting.await("quiet", () -> {
            collecting.ticker.advance(Duration.ofSeconds(1));
            return collecting.source.health().state() == SourceHealth.State.LIVE;
        });
    }

    @Test
    void aQueueOfOneLosesNothing() throws Exception {
        collecting.close();
        collecting = Collecting.withQueue(1);
        collecting.api.version(10);
        FakeWatch watch = watch();
        for (int i = 0; i < 500; i++) {
            watch.send(FakePod.of("p" + i, "user-" + i % 7, 11 + i).event("ADDED"));
        }
        collecting.start().awaitOffset(510);

        assertThat(changes()).hasSize(500);
    }

    @Test
    void whatKafkaDidNotTakeIsWrittenByTheNextRun() throws Exception {
        FakeWatch first = watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);
        collecting.topics.loseAfter(0);
        first.send(BOB.event("ADDED"));

        assertThat(collecting.awaitEnd()).isInstanceOf(PublishFailed.class);
        assertThat(collecting.topics.offsets())
                .last()
                .extracting(SourceOffset::getPosition)
                .isEqualTo(11L);
        collecting.stop();
        assertNoThreadLeft();

        collecting.topics.recover();
        collecting.api.version(12);
        watch().send(BOB.event("ADDED"));
        collecting.start().awaitOffset(12);
        assertThat(changes()).extracting(record -> state(record).getUid()).containsExactly("a", "b");
    }

    @Test
    void aProducerThatRefusesEndsTheRun() throws Exception {
        watch();
        collecting.start().awaitState(SourceHealth.State.LIVE);
        collecting.topics.refuse();

        assertThat(collecting.awaitEnd()).hasMessageContaining("refused");
    }

    @Test
    void stoppingLeavesNoThreadBehind() throws Exception {
        watch();
        collecting.start().awaitState(SourceHealth.State.LIVE);
        collecting.stop();

        assertThat(collecting.awaitEnd()).isInstanceOf(InterruptedException.class);
        assertNoThreadLeft();
    }

    private static void assertNoThreadLeft() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("watch " + Collecting.SOURCE);
    }

    private FakeWatch watch() {
        return collecting.api.watch();
    }

    private static ObjectNode daskPod(String uid, long version) {
        var pod = FakePod.of(uid, "nobody", version).ownedBy(null).json();
        ((ObjectNode) pod.at("/metadata/labels")).put("gateway.dask.org/cluster", "5f0d");
        return pod;
    }

    private static PodState state(PodRecord record) {
        return Objects.requireNonNullElseGet(record.getAfter(), record::getBefore);
    }

    private List<PodRecord> changes() {
        return collecting.topics.pods().stream()
                .filter(record -> record.getOp() != PodOp.m)
                .toList();
    }

    private List<PodRecord> messages(Class<?> type) {
        return collecting.topics.pods().stream()
                .filter(record -> type.isInstance(record.getMessage()))
                .toList();
    }
}
