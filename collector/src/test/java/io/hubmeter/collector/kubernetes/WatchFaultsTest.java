package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.collector.kubernetes.FakeApiServer.FakeWatch;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an API server or the network does, nothing is lost, nothing comes twice, and nobody is asked in a hot loop. */
class WatchFaultsTest {
    private static final FakePod ANA = FakePod.of("a", "ana", 11);
    private static final FakePod BOB = FakePod.of("b", "bob", 12);

    private Collecting collecting;
    private FakeApiServer api;

    @BeforeEach
    void start() throws Exception {
        collecting = Collecting.pods();
        api = collecting.api;
        api.version(10);
    }

    @AfterEach
    void stop() {
        collecting.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"410-watch-after-restart", "410-watch-compacted"})
    void aVersionThatIsGoneBringsASnapshot(String recorded) {
        FakeWatch watch = watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);
        api.pages.add(FakeApiServer.page(20, null, BOB.at(20).json()));
        api.version(20);
        watch.send(FakeApiServer.resource(recorded + ".watch.jsonl"));
        collecting.awaitOffset(20);

        assertThat(ops()).containsExactly(PodOp.c, PodOp.r);
        assertThat(snapshots(SnapshotStarted.class)).hasSize(2).doesNotHaveDuplicates();
        assertThat(snapshots(SnapshotCompleted.class)).isEqualTo(snapshots(SnapshotStarted.class));
        assertThat(collecting.restarts("gone")).isEqualTo(1);
        assertThat(collecting.ticker.pauses()).isEmpty();
    }

    /** What was not listed is forgotten: if it comes back it is new. */
    @Test
    void aPodThatASnapshotDidNotListIsForgotten() {
        FakeWatch watch = watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);
        api.version(20);
        FakeWatch next = watch();
        watch.send(FakeApiServer.resource("410-watch-compacted.watch.jsonl"));
        collecting.awaitOffset(20);
        next.send(ANA.at(21).event("ADDED"));
        collecting.awaitOffset(21);

        assertThat(ops()).containsExactly(PodOp.c, PodOp.c);
    }

    /** A server that forgets what it has just listed is not asked for one list after the other. */
    @Test
    void versionsThatAreGoneAgainAndAgainAreAskedForLessAndLessOften() {
        for (int i = 0; i < 8; i++) {
            api.watches.add(FakeApiServer.recorded("410-watch-compacted"));
        }
        watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);

        assertThat(collecting.ticker.pauses()).hasSize(7);
        assertThat(collecting.ticker.pauses().getLast()).isGreaterThan(Duration.ofSeconds(5));
        assertThat(snapshots(SnapshotStarted.class)).hasSize(9);
    }

    @Test
    void aListThatCannotBeContinuedIsBegunAgainAsAnotherSnapshot() {
        api.pages.add(FakeApiServer.page(10, "next", ANA.json()));
        api.pages.add(FakeApiServer.recorded("410-continue-expired"));
        api.pages.add(FakeApiServer.page(20, null, BOB.json()));
        api.version(20);
        watch().send(FakePod.bookmark(21));
        collecting.start().awaitOffset(21);

        assertThat(snapshots(SnapshotStarted.class)).hasSize(2).isSorted().doesNotHaveDuplicates();
        assertThat(snapshots(SnapshotCompleted.class))
                .containsExactly(snapshots(SnapshotStarted.class).getLast());
        assertThat(uids()).containsExactly("a", "b");
        assertThat(api.asked()).containsExactly("list", "list next", "list", "watch 20");
        assertThat(collecting.restarts("page-expired")).isEqualTo(1);
    }

    @Test
    void aServerThatIsTooBusyIsLeftAloneAsLongAsItSays() {
        api.versions.add(FakeApiServer.recorded("429-list"));
        api.watches.add(FakeApiServer.recorded("429-watch"));
        api.pages.add(busyFor(7));
        watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);

        assertThat(collecting.ticker.pauses()).hasSize(3);
        assertThat(collecting.ticker.pauses().get(0)).isGreaterThanOrEqualTo(Duration.ofSeconds(7));
        assertThat(collecting.ticker.pauses().get(1)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(collecting.ticker.pauses().get(2)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(collecting.restarts("refused")).isEqualTo(3);
        assertThat(ops()).containsExactly(PodOp.c);
    }

    @Test
    void aMissingVerbIsNamedAndNothingIsLostOnceItIsThere() {
        List<SourceHealth> seen = health();
        api.forbidden.add("list");
        api.pages.add(FakeApiServer.recorded("403-list-namespace"));
        collecting.ticker.atPause(() -> {
            seen.add(collecting.source.health());
            api.forbidden.clear();
            if (seen.size() == 1) {
                api.forbidden.add("watch");
            }
        });
        api.watches.add(FakeApiServer.recorded("403-watch"));
        watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);
        collecting.awaitState(SourceHealth.State.LIVE);

        assertThat(seen).allMatch(health -> health.state() == SourceHealth.State.FAILING);
        assertThat(seen)
                .extracting(health -> String.valueOf(health.detail()))
                .satisfiesExactly(
                        list -> assertThat(list)
                                .contains("may not 'list' pods in namespace 'hub'")
                                .doesNotContain("watch"),
                        watch -> assertThat(watch)
                                .contains("may not 'watch' pods in namespace 'hub'")
                                .doesNotContain("list"));
        assertThat(collecting.restarts("forbidden")).isEqualTo(2);
        assertThat(ops()).containsExactly(PodOp.c);
        assertThat(collecting.source.health().detail()).isNull();
    }

    /** Whom a Dask pod is charged to may be refused: the pod waits, and so does everything behind it. */
    @Test
    void anOwnerThatMayNotBeReadIsAskedForAgain() {
        FakeWatch first = watch();
        FakeWatch second = watch();
        var pod = FakePod.of("s", "x", 11).ownedBy(null).json();
        ((ObjectNode) pod.at("/metadata/labels")).put("gateway.dask.org/cluster", "5f0d");
        api.refusedOwners.add(FakeApiServer.recorded("403-watch"));
        api.daskOwners.put("hub/5f0d", "carol");
        first.send(FakePod.event("ADDED", pod), BOB.event("ADDED"));
        second.send(FakePod.event("ADDED", pod), BOB.event("ADDED"));
        collecting.start().awaitOffset(12);

        assertThat(uids()).containsExactly("s", "b");
        assertThat(api.asked()).containsExactly("list", "watch 10", "watch 10");
    }

    @Test
    void aRefusedTokenIsTriedAgain() {
        List<SourceHealth> seen = health();
        api.pages.add(FakeApiServer.recorded("401-bad-token"));
        watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);

        assertThat(seen)
                .extracting(SourceHealth::detail)
                .containsExactly("the API server refused with 401: Unauthorized");
        assertThat(collecting.ticker.pauses()).hasSize(1);
    }

    /** A store restored from a backup counts its versions from there. */
    @Test
    void versionsThatWentBackBringASnapshot() throws Exception {
        watch().send(ANA.at(1_000).event("ADDED"));
        collecting.start().awaitOffset(1_000);
        collecting.stop();
        api.version(500);
        api.pages.add(FakeApiServer.page(500, null, ANA.at(400).json()));
        watch().send(BOB.at(501).event("ADDED"));
        collecting.start().awaitOffset(501);

        assertThat(ops()).containsExactly(PodOp.c, PodOp.r, PodOp.c);
        assertThat(api.asked()).containsExactly("list", "watch 10", "list", "watch 500");
        assertThat(collecting.restarts("future")).isEqualTo(1);
    }

    @Test
    void aWatchFromAFutureVersionIsTriedAgain() {
        api.watches.add(FakeApiServer.recorded("504-too-large-resource-version"));
        watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);

        assertThat(collecting.ticker.pauses()).hasSize(1);
        assertThat(collecting.ticker.pauses().getFirst()).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aWatchThatEndsAtOnceAgainAndAgainIsOpenedLessAndLessOften() {
        for (int i = 0; i < 8; i++) {
            api.watches.add(FakeApiServer.lines());
        }
        watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);

        List<Duration> pauses = collecting.ticker.pauses();
        assertThat(pauses).hasSize(8).allMatch(pause -> pause.toMillis() >= 140);
        assertThat(pauses.getLast()).isGreaterThan(Duration.ofSeconds(5));
        assertThat(api.asked()).hasSize(10);
    }

    @Test
    void aWatchThatWasGoodForAWhileIsOpenedAgainAtOnce() {
        FakeWatch first = watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);
        // Not so long that it would be given up as silent.
        collecting.ticker.advance(Duration.ofMinutes(1));
        FakeWatch second = watch().send(BOB.event("ADDED"));
        first.end();
        collecting.awaitOffset(12);

        assertThat(collecting.ticker.pauses()).isEmpty();
        assertThat(collecting.restarts("ended")).isEqualTo(1);
        assertThat(second).isNotNull();
    }

    @Test
    void aLineThatIsCutComesAgain() {
        String line = BOB.event("ADDED");
        FakeWatch first = watch().send(ANA.event("ADDED"), line.substring(0, line.length() / 2));
        FakeWatch second = watch().send(line);
        collecting.start().awaitOffset(11);
        first.end();
        collecting.awaitOffset(12);

        assertThat(uids()).containsExactly("a", "b");
        assertThat(api.asked()).containsExactly("list", "watch 10", "watch 11");
        assertThat(second).isNotNull();
    }

    @Test
    void aConnectionThatBreaksIsMadeAgain() {
        FakeWatch first = watch().breaking().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);
        watch().send(BOB.event("ADDED"));
        first.end();
        collecting.awaitOffset(12);

        assertThat(uids()).containsExactly("a", "b");
        assertThat(collecting.restarts("broken")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>502 Bad Gateway</html>\n", "{]}\n", "\u0000\u0001\n", "not json\n"})
    void garbageEndsTheWatchNotTheSource(String garbage) {
        watch().send(ANA.event("ADDED"), garbage, "ignored");
        watch().send(BOB.event("ADDED"));
        collecting.start().awaitOffset(12);

        assertThat(uids()).containsExactly("a", "b");
        assertThat(api.asked()).containsExactly("list", "watch 10", "watch 11");
        assertThat(collecting.restarts("broken")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"RENAMED\",\"object\":{}}\n",
                "{}\n",
                "[]\n",
                "17\n",
                "\"text\"\n",
                "{\"type\":{},\"object\":[]}\n",
                "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"soon\"}}}\n"
            })
    void whatIsNoEventIsPassedOver(String line) {
        watch().send(ANA.event("ADDED"), line, BOB.event("ADDED"));
        collecting.start().awaitOffset(12);

        assertThat(uids()).containsExactly("a", "b");
        assertThat(api.asked()).containsExactly("list", "watch 10");
    }

    @Test
    void anotherErrorThanGoneIsTriedAgainWithoutASnapshot() {
        FakeWatch first = watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);
        watch().send(BOB.event("ADDED"));
        first.send("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":500,\"message\":\"etcd is ill\"}}\n");
        collecting.awaitOffset(12);

        assertThat(snapshots(SnapshotStarted.class)).hasSize(1);
        assertThat(collecting.restarts("refused")).isEqualTo(1);
    }

    /** Even where nothing happens the server sends bookmarks. */
    @Test
    void aSilentWatchIsGivenUpAndGoesOnWhereItWas() {
        FakeWatch silent = watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);
        collecting.ticker.advance(Duration.ofSeconds(89));
        assertThat(collecting.restarts("silent")).isZero();
        watch().send(BOB.event("ADDED"));
        collecting.ticker.advance(Duration.ofSeconds(2));
        collecting.awaitOffset(12);

        assertThat(collecting.restarts("silent")).isEqualTo(1);
        assertThat(uids()).containsExactly("a", "b");
        assertThat(api.asked()).containsExactly("list", "watch 10", "watch 11");
        assertThat(silent).isNotNull();
    }

    /** An event told twice, as after a reconnect, or an older one, changes nothing. */
    @Test
    void duplicatesChangeNothing() {
        FakePod bound = ANA.at(12).scheduled(Instant.parse("2026-01-05T09:00:00Z"));
        watch().send(ANA.event("ADDED"), ANA.event("ADDED"), bound.event("MODIFIED"), bound.event("MODIFIED"));
        collecting.start().awaitOffset(12);

        assertThat(ops()).containsExactly(PodOp.c, PodOp.u);
    }

    @Test
    void clocksThatDifferAreTold() throws Exception {
        collecting.close();
        AtomicReference<Duration> behind = new AtomicReference<>(Duration.ofMinutes(10));
        collecting = new Collecting(
                Collecting.config("hub", 100, Duration.ofSeconds(90)),
                true,
                () -> InstantSource.system().instant().minus(behind.get()));
        api = collecting.api;
        api.version(10);
        FakeWatch watch = watch().send(ANA.event("ADDED"));
        collecting.start().awaitOffset(11);
        collecting.awaitState(SourceHealth.State.LIVE);

        assertThat(skew()).isBetween(598.0, 601.0);
        assertThat(collecting.source.health().detail())
                .contains("the API server's clock is 59")
                .contains("s ahead of the collector's");
        behind.set(Duration.ZERO);
        watch();
        watch.end();
        collecting.await(
                "agreement", () -> skew() == 0 && collecting.source.health().detail() == null);
    }

    private double skew() {
        return collecting.metrics.get("hubmeter.collector.clock.skew").gauge().value();
    }

    /** How the source fared whenever it waited. */
    private List<SourceHealth> health() {
        List<SourceHealth> seen = new ArrayList<>();
        collecting.ticker.atPause(() -> seen.add(collecting.source.health()));
        return seen;
    }

    private static FakeApiServer.Reply busyFor(int seconds) {
        return exchange -> {
            exchange.getResponseHeaders().set("Retry-After", Integer.toString(seconds));
            FakeApiServer.json(429, "Too many requests, please try again later.")
                    .to(exchange);
        };
    }

    private FakeWatch watch() {
        return collecting.api.watch();
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

    private List<Long> snapshots(Class<?> type) {
        return collecting.topics.pods().stream()
                .filter(record -> type.isInstance(record.getMessage()))
                .map(record -> Objects.requireNonNull(record.getSource().getSnapshot()))
                .distinct()
                .toList();
    }
}
