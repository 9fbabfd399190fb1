package io.hubmeter.culler.action;

import static io.hubmeter.core.stop.Stop.Outcome.ALREADY_STOPPED;
import static io.hubmeter.core.stop.Stop.Outcome.SPARED;
import static io.hubmeter.core.stop.Stop.Outcome.STOPPED;
import static io.hubmeter.core.stop.Stop.Outcome.WOULD_STOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.culler.action.Attempt.Again;
import io.hubmeter.culler.action.Attempt.Over;
import io.hubmeter.culler.check.DecisionApiCheck;
import io.hubmeter.culler.check.FactsClient;
import io.hubmeter.culler.dask.DaskClusters;
import io.hubmeter.culler.dask.DaskSays;
import io.hubmeter.culler.http.GentleClient;
import io.hubmeter.culler.hub.HubServers;
import io.hubmeter.culler.plan.News;
import io.hubmeter.culler.plan.StopTask;
import io.hubmeter.culler.plan.Target;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StopperTest {
    private static final Instant CROSSED = Instant.parse("2026-01-05T08:00:00Z");
    private static final Instant GRACE = CROSSED.plusSeconds(300);
    private static final String USER = "ana/ø .";
    private static final String ENCODED = "ana%2F%C3%B8%20%2E";
    private static final String SERVER = "größe/2 %";
    private static final String ENCODED_SERVER = "gr%C3%B6%C3%9Fe%2F2%20%25";
    private static final Limit LIMIT = new Limit(Resource.MEMORY, BigInteger.valueOf(60), Duration.ofDays(30));

    private final PlayedServer hub = PlayedServer.start();
    private final PlayedServer api = PlayedServer.start();
    private final List<String> deleted = new ArrayList<>();
    private Instant now = GRACE.plusSeconds(10);
    private DaskSays daskSays = DaskSays.THERE;

    @SuppressWarnings("NullAway.Init")
    private GentleClient hubClient;

    @SuppressWarnings("NullAway.Init")
    private GentleClient apiClient;

    @BeforeEach
    void connect() throws IOException {
        hubClient = new GentleClient(hub.endpoint(), "token", () -> now, new Random(1), status -> {});
        apiClient = new GentleClient(api.endpoint(), "Bearer", () -> now, new Random(1), status -> {});
    }

    @AfterEach
    void close() {
        hubClient.close();
        apiClient.close();
        hub.close();
        api.close();
    }

    private Stopper stopper(boolean isRehearsal) {
        return stopper(isRehearsal, () -> now);
    }

    private Stopper stopper(boolean isRehearsal, InstantSource clock) {
        DaskClusters dask = new DaskClusters() {
            @Override
            public DaskSays look(String namespace, String name, String user) {
                return daskSays;
            }

            @Override
            public boolean delete(String namespace, String name) {
                return deleted.add(namespace + "/" + name);
            }
        };
        return new Stopper(
                new DecisionApiCheck(new FactsClient(apiClient), Duration.ofSeconds(15)),
                new HubServers(hubClient),
                dask,
                isRehearsal,
                clock);
    }

    private static StopTask task(Target target, @Nullable Instant askedAt) {
        return new StopTask(
                1,
                new News.Exceeded(
                        new AccountId("lab", USER),
                        LIMIT,
                        "default",
                        CROSSED,
                        GRACE,
                        0,
                        "hash",
                        CROSSED,
                        List.of(target)),
                target,
                askedAt);
    }

    private static Target server() {
        return new Target.HubServer(SERVER, "uid-1", "jhub", "jupyter-ana");
    }

    private static Target cluster() {
        return new Target.DaskCluster("c0ffee", "", "uid-7", "dask", "dask-scheduler-c0ffee");
    }

    private Attempt attempt(Target target) throws InterruptedException {
        return stopper(false).attempt(task(target, null));
    }

    private void usage(long used, Instant heardAt) {
        usage(used, heardAt, true);
    }

    private void usage(long used, Instant heardAt, boolean enforced) {
        usage(used, heardAt, enforced, true);
    }

    private void usage(long used, Instant heardAt, boolean enforced, boolean anythingEnforced) {
        api.answer(200, """
                {"limits":[
                   {"resource":"cpu","windowSeconds":2592000,"exact":{"limit":"1","used":"9"},"enforced":true},
                   {"resource":"memory","windowSeconds":2592000,"unit":"GiB-hours","limit":60,"used":%1$d,"window":"30 days",
                    "exact":{"limit":"60","used":"%1$d"},"enforced":%2$b}],
                 "enforced":%6$b,"policyHash":"hash","asOf":"%3$s","heardAt":"%4$s","freshnessSeconds":%5$d}
                """.formatted(
                used, enforced, now, heardAt, Duration.between(heardAt, now).toSeconds(), anythingEnforced));
    }

    private void pods(String uid, @Nullable String cluster) {
        api.answer(200, """
                {"servers":[{"uid":"uid-0","start":"2026-01-05T01:00:00Z","end":"2026-01-05T02:00:00Z"},
                  {"uid":"%s","namespace":"dask","daskCluster":%s,"start":"2026-01-05T07:00:00Z","end":null}],"more":false}
                """.formatted(uid, cluster == null ? "null" : '"' + cluster + '"'));
    }

    private void overAndOpen() {
        usage(60, now.minusSeconds(1));
        usage(60, now.minusSeconds(1));
        pods("uid-1", null);
    }

    private void hubHas(String server, String startedAt, @Nullable String pending) {
        hub.answer(200, """
                {"name":"%s","servers":{"%s":{"started":"%s","pending":%s}}}
                """.formatted(USER, server, startedAt, pending == null ? "null" : '"' + pending + '"'));
    }

    private static void assertOver(Attempt attempt, Stop.Outcome outcome) {
        assertThat(attempt)
                .isInstanceOfSatisfying(
                        Over.class,
                        over -> assertThat(over.outcome()).as(over.reason()).isEqualTo(outcome));
    }

    private static void assertAgain(Attempt attempt, String reason) {
        assertThat(attempt)
                .isInstanceOfSatisfying(
                        Again.class, again -> assertThat(again.reason()).contains(reason));
    }

    @Test
    void stopsExactlyTheNamedServer() throws Exception {
        overAndOpen();
        hubHas(SERVER, "2026-01-05T06:59:50Z", null);
        hub.answer(204, "");

        assertOver(attempt(server()), STOPPED);

        assertThat(hub.asked())
                .containsExactly(
                        "GET /users/" + ENCODED + " token t0ken",
                        "DELETE /users/" + ENCODED + "/servers/" + ENCODED_SERVER + " token t0ken");
        assertThat(api.asked())
                .containsExactly(
                        "GET /v1/accounts/lab/" + ENCODED + "/usage Bearer t0ken",
                        "GET /v1/accounts/lab/" + ENCODED + "/usage?at=2026-01-05T08:05:09Z Bearer t0ken",
                        "GET /v1/accounts/lab/" + ENCODED + "/servers?from=2026-01-05T08:05:08Z Bearer t0ken");
    }

    @Test
    void stopsTheDefaultServerAtItsOwnPath() throws Exception {
        overAndOpen();
        hubHas("", "2026-01-05T06:59:50Z", null);
        hub.answer(204, "");

        assertOver(attempt(new Target.HubServer("", "uid-1", null, "pod")), STOPPED);

        assertThat(hub.asked()).last().isEqualTo("DELETE /users/" + ENCODED + "/server token t0ken");
    }

    /** The process may have been stopped between the check and the stop, and much may have been granted meanwhile. */
    @Test
    void checksOnceMoreWhereTheCheckWasLongAgo() throws Exception {
        Iterator<Instant> looks =
                List.of(now, now.plus(Stopper.CHECK_HOLDS).plusMillis(1)).iterator();
        overAndOpen();
        hubHas(SERVER, "2026-01-05T07:00:00Z", null);

        Attempt attempt = stopper(false, looks::next).attempt(task(server(), null));

        assertAgain(attempt, "check: found one that was begun 60 s before the stop");
        assertThat(hub.asked()).noneSatisfy(asked -> assertThat(asked).startsWith("DELETE"));
    }

    @Test
    void sparesWhoKeepsTheLimitAgain() throws Exception {
        usage(59, now.minusSeconds(1));
        usage(59, now.minusSeconds(1));

        assertOver(attempt(server()), SPARED);
        assertThat(hub.asked()).isEmpty();
    }

    /** The topology may still find that news keep him over it, and would not say so again. */
    @Test
    void waitsWhileTheLimitIsKeptOnlyByExtrapolation() throws Exception {
        usage(59, now.minusSeconds(1));
        usage(60, now.minusSeconds(1));

        assertAgain(attempt(server()), "expected news that confirm it");
    }

    @Test
    void sparesWhereNothingIsEnforcedAnyMore() throws Exception {
        usage(60, now.minusSeconds(1), false);
        usage(60, now.minusSeconds(1), false);

        assertOver(attempt(server()), SPARED);
    }

    @Test
    void sparesWhereThePolicyOrTheHubOnlyObservesByNow() throws Exception {
        usage(60, now.minusSeconds(1), true, false);
        usage(60, now.minusSeconds(1), true, false);

        assertOver(attempt(server()), SPARED);
    }

    @Test
    void doesNotActOnOldFacts() throws Exception {
        usage(60, now.minusSeconds(16));
        assertAgain(attempt(server()), "at most PT15S old");

        now = now.plusSeconds(60);
        api.answer(503, "{}", "Retry-After", "7");
        assertThat(attempt(server()))
                .isInstanceOfSatisfying(
                        Again.class, again -> assertThat(again.notBefore()).isEqualTo(now.plusSeconds(7)));
        assertThat(hub.asked()).isEmpty();
    }

    @Test
    void doesNotActBeforeTheGraceIsOverByTheClockOfTheSources() throws Exception {
        now = GRACE.plusSeconds(5);
        usage(60, GRACE.minusMillis(1));

        assertAgain(attempt(server()), "expected some of after the grace");
    }

    @Test
    void leavesAServerWhosePodHasEnded() throws Exception {
        usage(60, now.minusSeconds(1));
        usage(60, now.minusSeconds(1));
        pods("uid-2", null);

        assertOver(attempt(server()), ALREADY_STOPPED);
        assertThat(hub.asked()).isEmpty();
    }

    /** The name is in use again, and what is known of pods is older than that. */
    @Test
    void leavesAServerThatWasStartedAfterWhatIsKnown() throws Exception {
        overAndOpen();
        hubHas(SERVER, now.toString(), null);

        assertAgain(attempt(server()), "pods are known up to");
        assertThat(hub.asked()).hasSize(1);
    }

    @Test
    void leavesAServerThatWasRestartedWhileItsOldPodLingers() throws Exception {
        overAndOpen();
        hubHas(SERVER, "2026-01-05T07:30:00Z", null);

        assertOver(attempt(server()), ALREADY_STOPPED);
        assertThat(hub.asked()).hasSize(1);
    }

    @Test
    void waitsForASlowStopAndReportsIt() throws Exception {
        overAndOpen();
        hubHas(SERVER, "2026-01-05T06:59:50Z", null);
        hub.answer(202, "");
        Attempt first = attempt(server());
        assertThat(first)
                .isInstanceOfSatisfying(
                        Again.class, again -> assertThat(again.askedAt()).isEqualTo(now));
        Instant askedAt = now;
        hub.asked();

        now = now.plusSeconds(2);
        hubHas(SERVER, "2026-01-05T06:59:50Z", "stop");
        assertAgain(stopper(false).attempt(task(server(), askedAt)), "is stopping it");

        hubHas("another", "2026-01-05T06:59:50Z", null);
        assertOver(stopper(false).attempt(task(server(), askedAt)), STOPPED);
        assertThat(hub.asked()).noneMatch(asked -> asked.startsWith("DELETE"));
    }

    /** A hub that is too slow to answer may have stopped it: then that is what is reported. */
    @Test
    void remembersThatItAskedAHubThatFailed() throws Exception {
        overAndOpen();
        hubHas(SERVER, "2026-01-05T06:59:50Z", null);
        hub.answer(500, "{\"message\":\"boom\"}");

        assertThat(attempt(server())).isInstanceOfSatisfying(Again.class, again -> {
            assertThat(again.askedAt()).isEqualTo(now);
            assertThat(again.reason()).contains("found status 500 (boom)");
        });
    }

    @Test
    void asksABusyHubNothingBeforeItWantsToBeAsked() throws Exception {
        overAndOpen();
        hub.answer(429, "", "Retry-After", "30");
        Instant free = now.plusSeconds(30);

        assertThat(attempt(server()))
                .isInstanceOfSatisfying(
                        Again.class, again -> assertThat(again.notBefore()).isEqualTo(free));
        assertThat(hub.asked()).hasSize(1);
        now = free.minusMillis(1);
        overAndOpen();
        assertThat(attempt(server()))
                .isInstanceOfSatisfying(
                        Again.class, again -> assertThat(again.notBefore()).isEqualTo(free));
        assertThat(hub.asked()).as("asked while it is busy").isEmpty();

        now = free;
        overAndOpen();
        hubHas(SERVER, "2026-01-05T06:59:50Z", null);
        hub.answer(204, "");
        assertOver(attempt(server()), STOPPED);
    }

    @Test
    void findsStoppedWhatTheHubDoesNotRun() throws Exception {
        overAndOpen();
        hub.answer(404, "{\"message\":\"Not Found\"}");
        assertOver(attempt(server()), ALREADY_STOPPED);
    }

    @Test
    void saysWhichScopesAreNeeded() throws Exception {
        overAndOpen();
        hub.answer(200, "{\"name\":\"" + USER + "\"}");
        assertAgain(attempt(server()), "the token needs the scopes read:users:name read:servers delete:servers");
    }

    @Test
    void doesNotBelieveAnAnswerAboutSomebodyElse() throws Exception {
        overAndOpen();
        hub.answer(200, "{\"name\":\"bob\",\"servers\":{}}");
        assertAgain(attempt(server()), "expected the user of that name");
    }

    @Test
    void rehearsesWithoutStopping() throws Exception {
        overAndOpen();
        hubHas(SERVER, "2026-01-05T06:59:50Z", null);

        assertOver(stopper(true).attempt(task(server(), null)), WOULD_STOP);
        assertThat(hub.asked()).hasSize(1);
    }

    @Test
    void deletesADaskClusterOfWhichAnyPodIsOpen() throws Exception {
        usage(60, now.minusSeconds(1));
        usage(60, now.minusSeconds(1));
        pods("uid-of-a-later-worker", "c0ffee");

        assertOver(attempt(cluster()), STOPPED);
        assertThat(deleted).containsExactly("dask/c0ffee");
    }

    @Test
    void leavesADaskClusterThatIsGoneOrSomebodyElses() throws Exception {
        for (DaskSays says : List.of(DaskSays.GONE, DaskSays.OF_ANOTHER_USER)) {
            daskSays = says;
            usage(60, now.minusSeconds(1));
            usage(60, now.minusSeconds(1));
            pods("uid-7", "c0ffee");
            assertOver(attempt(cluster()), says == DaskSays.GONE ? ALREADY_STOPPED : SPARED);
        }
        assertThat(deleted).isEmpty();
    }
}
