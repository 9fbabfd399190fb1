package io.hubmeter.collector.jupyterhub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hubmeter.collector.publish.RecordedTopics;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.collector.source.SourceHealth.State;
import io.hubmeter.hub.RequestCeiling;
import io.hubmeter.hub.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source against JupyterHub itself. */
class JupyterHubIT {
    private static final int USERS = 1_000;
    private static final int REQUESTS_PER_MINUTE = 60;
    private static final Duration BOUND = Duration.ofMinutes(3);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static RealHub hub;

    @BeforeAll
    static void startTheHub() throws Exception {
        assumeTrue(
                RealHub.isInstalled(), "JupyterHub is not installed; on Debian: apt-get install " + RealHub.PACKAGES);
        hub = RealHub.in(folder);
        hub.start();
    }

    @AfterAll
    @SuppressWarnings("NullAway") // Nothing is started where the hub is not installed.
    static void stopTheHub() throws InterruptedException {
        if (hub != null) {
            hub.end();
        }
    }

    @Test
    void publishedAccountsAreTheHubsWhateverHappensToIt() throws Exception {
        List<String> names = names();
        for (int from = 0; from < USERS; from += 100) {
            hub.createUsers(names.subList(from, from + 100));
        }
        for (String group : List.of("regular", "power", "gpu-dev")) {
            hub.createGroup(group);
        }
        hub.join("regular", names.subList(0, 700));
        RecordedTopics topics = new RecordedTopics();
        JupyterHubSource source = new JupyterHubSource(
                config("collector"), topics::groups, InstantSource.system(), new SimpleMeterRegistry());
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                source.run(topics.publisher());
            } catch (InterruptedException end) {
                // The test is over.
            }
        });
        try {
            awaitTheHubsState(topics);
            assertThat(topics.groups("lab")).hasSizeGreaterThanOrEqualTo(USERS);

            hub.join("power", names.subList(600, 900));
            hub.leave("regular", names.subList(100, 200));
            hub.stop();
            await().atMost(BOUND).until(() -> source.health().state() == State.FAILING);
            assertThat(source.health().detail()).contains("found no answer");

            hub.start();
            hub.join("gpu-dev", names.subList(150, 160));
            hub.deleteGroup("power");
            for (String gone : List.of("user-0001", "user-0650", "user-0999")) {
                hub.deleteUser(gone);
            }
            hub.createUsers(List.of("newcomer"));
            awaitTheHubsState(topics);

            assertThat(topics.groups("lab"))
                    .containsEntry("newcomer", List.of())
                    .containsEntry("user-0001", List.of())
                    .containsEntry("user-0151", List.of("gpu-dev"));
            assertThat(source.health().state()).isEqualTo(State.LIVE);
        } finally {
            thread.interrupt();
            thread.join();
        }
        assertThat(mostWithinAMinute(hub.askedAt())).isBetween(10, REQUESTS_PER_MINUTE);
    }

    @Test
    void saysWhichScopeIsMissing() {
        String needed = "the token needs the scopes list:users read:users:name read:users:groups";

        assertThat(firstFailure("no-list"))
                .contains("found status 403", "requires any of [list:users]")
                .endsWith(needed + ", it lacks list:users");
        hubHasAUser();
        assertThat(firstFailure("no-groups"))
                .contains("found no groups")
                .endsWith(needed + ", it lacks read:users:groups");
        assertThat(firstFailure("unknown"))
                .contains("found status 403")
                .endsWith(needed + ", but the hub does not know it");
    }

    /** To list users is to read their names, as JupyterHub sees it. */
    @Test
    void doesNotMissAScopeThatAnotherImplies() {
        hubHasAUser();
        DrivenSource driven = new DrivenSource(config("no-name"));

        driven.runForPauses(0);

        assertThat(driven.topics.accounts()).isNotEmpty();
    }

    private static void hubHasAUser() {
        try {
            if (!hub.groups().containsKey("somebody")) {
                hub.createUsers(List.of("somebody"));
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String firstFailure(String service) {
        DrivenSource driven = new DrivenSource(config(service));
        List<SourceHealth> seen = new ArrayList<>();
        driven.ticker.atPause(() -> seen.add(driven.source.health()));
        driven.runForPauses(1);
        return String.valueOf(seen.getFirst().detail());
    }

    private static JupyterHubSourceConfig config(String service) {
        return new JupyterHubSourceConfig(
                "real",
                "lab",
                hub.apiUrl(),
                Secret.of(RealHub.token(service)),
                JupyterHubSourceConfig.MAX_PAGE_SIZE,
                Duration.ofSeconds(1),
                REQUESTS_PER_MINUTE,
                JupyterHubSourceConfig.DEFAULT_REQUEST_TIMEOUT);
    }

    private static List<String> names() {
        return IntStream.range(0, USERS)
                .mapToObj(i -> i % 10 == 7 ? "ünï @%d.org".formatted(i) : "user-%04d".formatted(i))
                .toList();
    }

    /** A user who is gone, or never had groups and is gone, is the same to whoever reads the accounts. */
    private static void awaitTheHubsState(RecordedTopics topics) throws Exception {
        Map<String, List<String>> expected = hub.groups();
        await().atMost(BOUND).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
            Map<String, List<String>> published = new HashMap<>(topics.groups("lab"));
            published.entrySet().removeIf(entry -> entry.getValue().isEmpty() && !expected.containsKey(entry.getKey()));
            assertThat(published).isEqualTo(expected);
        });
    }

    private static int mostWithinAMinute(List<LocalDateTime> asked) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < asked.size(); to++) {
            while (!asked.get(from).plus(RequestCeiling.SPAN).isAfter(asked.get(to))) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
