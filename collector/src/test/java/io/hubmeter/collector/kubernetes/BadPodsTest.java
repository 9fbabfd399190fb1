package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A pod that cannot be used spoils nothing but itself, and what is told of it holds no token. */
class BadPodsTest {
    private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");
    private static final FakePod ANA = FakePod.of("a", "ana", 11);
    private static final FakePod BOB = FakePod.of("b", "bob", 19);

    private Collecting collecting;

    @BeforeEach
    void start() throws Exception {
        collecting = Collecting.pods();
        collecting.api.version(10);
    }

    @AfterEach
    void stop() {
        assertThat(collecting.topics.raw()).doesNotContain(FakePod.TOKEN);
        collecting.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    1 core      | bad-quantity      | spec.containers[0].resources.requests
                    ''          | bad-quantity      | spec.containers[0].resources.requests
                    1e          | bad-quantity      | spec.containers[0].resources.requests
                    NaN         | bad-quantity      | spec.containers[0].resources.requests
                    -1          | negative-quantity | cpu
                    -1m         | negative-quantity | cpu
                    1e999999999 | bad-quantity      | cpu
                    """)
    void aQuantityThatIsNoneIsRejected(String cpu, String reason, String named) {
        FakePod bad = FakePod.of("bad", "eve", 12).holding(cpu).scheduled(NINE);
        checkRejected(bad.json(), bad.at(13).json(), reason, named);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /metadata | uid              | unreadable-pod | metadata.uid
                    /metadata | resourceVersion  | unreadable-pod | metadata.resourceVersion
                    /metadata | name             | unreadable-pod | metadata.name
                    """)
    void aPodThatLacksWhatEveryPodHasIsRejected(String parent, String field, String reason, String named) {
        ObjectNode bad = FakePod.of("bad", "eve", 12).json();
        ((ObjectNode) bad.at(parent)).remove(field);
        checkRejected(bad, bad, reason, named);
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "2026-13-45T99:00:00Z", "''", "1767603600"})
    void anInstantThatIsNoneIsRejected(String text) {
        ObjectNode bad = FakePod.of("bad", "eve", 12).scheduled(NINE).json();
        ((ObjectNode) bad.at("/status/conditions/0")).put("lastTransitionTime", text);
        checkRejected(bad, bad, "bad-timestamp", "status.conditions[0].lastTransitionTime");
    }

    @Test
    void aPodWithoutStatusHasNotBegun() {
        collecting.api.watch().send(ANA.inPhase(null, null).event("ADDED"), BOB.event("ADDED"));
        collecting.start().awaitOffset(19);

        assertThat(uids()).containsExactly("a", "b");
        assertThat(collecting.topics.rejects()).isEmpty();
    }

    /** As much as Kubernetes itself allows is counted, exactly. */
    @Test
    void enormousAmountsAreExact() {
        collecting.api.watch().send(ANA.holding("9223372036854775807").event("ADDED"));
        collecting.start().awaitOffset(11);

        assertThat(changes().getFirst().getAfter().getRates().get("cpu")).isEqualByComparingTo("9223372036854775807");
    }

    /** It was charged while it was there, so its end has to be told whatever its last words are. */
    @Test
    void aPodThatBecameUnusableStillEnds() {
        FakePod good = ANA.scheduled(NINE);
        collecting
                .api
                .watch()
                .send(
                        good.event("ADDED"),
                        good.at(12).holding("lots").event("MODIFIED"),
                        good.at(13).holding("lots").event("DELETED"),
                        BOB.event("ADDED"));
        collecting.start().awaitOffset(19);

        assertThat(ops()).containsExactly(PodOp.c, PodOp.d, PodOp.c);
        assertThat(changes().get(1).getBefore()).isEqualTo(changes().get(0).getAfter());
        assertThat(changes().get(1).getSource().getVersion()).isEqualTo(13);
        assertThat(collecting.rejected("bad-quantity")).isEqualTo(2);
        assertThat(collecting.topics.rejects()).hasSize(1);
    }

    @Test
    void aPodThatIsUnusableInAListSpoilsNothingElse() {
        collecting.api.pages.add(FakeApiServer.page(
                20, null, ANA.json(), FakePod.of("bad", "eve", 12).holding("x").json(), BOB.json()));
        collecting.api.version(20);
        collecting.start().awaitOffset(20);

        assertThat(uids()).containsExactly("a", "b");
        assertThat(collecting.topics.rejects())
                .extracting(RejectRecord::getReason)
                .containsExactly("bad-quantity");
    }

    /** It is rejected once, with where it is and what is wrong; it is counted each time; the rest goes on. */
    private void checkRejected(ObjectNode bad, ObjectNode again, String reason, String named) {
        collecting
                .api
                .watch()
                .send(
                        ANA.event("ADDED"),
                        FakePod.event("ADDED", bad),
                        FakePod.event("MODIFIED", again),
                        BOB.event("ADDED"));
        collecting.start().awaitOffset(19);

        assertThat(uids()).containsExactly("a", "b");
        assertThat(collecting.rejected(reason)).isEqualTo(2);
        assertThat(collecting.topics.rejects()).singleElement().satisfies(reject -> {
            assertThat(reject.getReason()).isEqualTo(reason);
            assertThat(reject.getMessage()).contains(named).contains("found", "expected");
            assertThat(reject.getOrigin()).startsWith(Collecting.SOURCE + ":hub/");
            assertThat(reject.getOriginal()).isNull();
        });
    }

    private List<PodRecord> changes() {
        return collecting.topics.pods().stream()
                .filter(record -> record.getOp() != PodOp.m)
                .toList();
    }

    private List<PodOp> ops() {
        return changes().stream().map(PodRecord::getOp).toList();
    }

    private List<String> uids() {
        return changes().stream()
                .map(record -> Objects.requireNonNullElseGet(record.getAfter(), record::getBefore)
                        .getUid())
                .toList();
    }
}
