package io.hubmeter.collector.kubernetes.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.kubernetes.apiserver.SharedApiServer;
import io.hubmeter.collector.kubernetes.apiserver.SilentProxy;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real Leases; the durations are a quarter of the default ones. */
class LeadershipIT {

    private static final String LEASE = "hubmeter-collector";
    private static final Duration LEASE_DURATION = Duration.ofSeconds(3);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(2);
    private static final Duration LATE_DEADLINE = Duration.ofMillis(2900);
    private static final Duration RETRY_PERIOD = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private KubeApiServer server;
    private String namespace;
    private final List<Leadership> candidates = new ArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void makeNamespace() throws InterruptedException {
        server = SharedApiServer.get();
        namespace = server.freshNamespace("lease");
    }

    @AfterEach
    void closeCandidates() {
        candidates.forEach(Leadership::close);
    }

    @Test
    void oneOfTwoLeadsAndTheOtherFollowsAtOnce() {
        Leadership first = compete("first", server.config(KubeApiServer.ADMIN));
        await().atMost(PATIENCE).until(first::isLeader);
        Leadership second = compete("second", server.config(KubeApiServer.ADMIN));
        assertThat(second.isLeader()).isFalse();

        first.close();
        assertThat(first.isLeader()).isFalse();
        assertThat(told).startsWith("first gained", "first lost");
        assertThat(lease().getSpec().getHolderIdentity()).isIn("", "second");
        await().atMost(PATIENCE).until(second::isLeader);
        assertThat(told).containsExactly("first gained", "first lost", "second gained");
    }

    @Test
    void aLeaderThatIsCutOffGivesUpBeforeAnotherLeads() throws IOException {
        try (SilentProxy proxy = SilentProxy.to(server.port())) {
            // So late that a leader who only notices when a hanging request times out is late.
            Leadership first = compete("first", server.config(KubeApiServer.ADMIN, proxy.port()), LATE_DEADLINE);
            await().atMost(PATIENCE).until(first::isLeader);
            Leadership second = compete("second", server.config(KubeApiServer.ADMIN));
            try (var watch = new Overlap(first, second)) {
                proxy.silence();
                await().atMost(PATIENCE).until(() -> told.contains("second gained"));
                assertThat(told).containsExactly("first gained", "first lost", "second gained");
                proxy.resume();
                second.close();
                await().atMost(PATIENCE).until(first::isLeader);
                assertThat(watch.seen()).as("two leaders at once").isFalse();
            }
        }
    }

    @Test
    void leadershipComesBackAfterTheServerWasAway() throws IOException, InterruptedException {
        Leadership first = compete("first", server.config(KubeApiServer.ADMIN));
        Leadership second = compete("second", server.config(KubeApiServer.ADMIN));
        await().atMost(PATIENCE).until(() -> first.isLeader() != second.isLeader());
        try (var watch = new Overlap(first, second)) {
            server.kill();
            await().atMost(PATIENCE).until(() -> !first.isLeader() && !second.isLeader());
            server.restart();
            await().atMost(PATIENCE).until(() -> first.isLeader() != second.isLeader());
            assertThat(watch.seen()).as("two leaders at once").isFalse();
        }
    }

    @Test
    void aHealthyLeaderWhoseClockIsBehindKeepsTheLease() throws InterruptedException {
        writeLease("other", ZonedDateTime.now(ZoneOffset.UTC).minusHours(1));
        Leadership candidate = compete("candidate", server.config(KubeApiServer.ADMIN));
        // Renewed often, for twice as long as a lease lasts.
        for (int i = 0; i < 12; i++) {
            Thread.sleep(LEASE_DURATION.toMillis() / 6);
            writeLease("other", ZonedDateTime.now(ZoneOffset.UTC).minusHours(1));
            assertThat(candidate.isLeader()).isFalse();
        }
        await().atMost(PATIENCE).until(candidate::isLeader);
    }

    @Test
    void aVanishedLeaderWhoseClockWasAheadIsSucceeded() {
        writeLease("other", ZonedDateTime.now(ZoneOffset.UTC).plusHours(1));
        Leadership candidate = compete("candidate", server.config(KubeApiServer.ADMIN));
        await().atMost(PATIENCE).until(candidate::isLeader);
        assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
    }

    @Test
    void aLeaseMadeByHandIsTaken() {
        server.client()
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(LEASE)
                        .endMetadata()
                        .build())
                .create();
        Leadership candidate = compete("candidate", server.config(KubeApiServer.ADMIN));
        await().atMost(PATIENCE).until(candidate::isLeader);
    }

    @Test
    void aLeaderWhoseLeaseIsTakenAwayCompetesAgain() {
        Leadership candidate = compete("candidate", server.config(KubeApiServer.ADMIN));
        await().atMost(PATIENCE).until(candidate::isLeader);
        writeLease("thief", ZonedDateTime.now(ZoneOffset.UTC));
        await().atMost(PATIENCE).until(() -> told.contains("candidate lost"));
        await().atMost(PATIENCE).until(candidate::isLeader);
        assertThat(told).containsExactly("candidate gained", "candidate lost", "candidate gained");
    }

    private Leadership compete(String identity, Config connection) {
        return compete(identity, connection, RENEW_DEADLINE);
    }

    private Leadership compete(String identity, Config connection, Duration renewDeadline) {
        var config = new LeadershipConfig(namespace, LEASE, identity, LEASE_DURATION, renewDeadline, RETRY_PERIOD);
        var candidate = new Leadership(connection, config);
        candidates.add(candidate);
        candidate.start(() -> told.add(identity + " gained"), () -> told.add(identity + " lost"));
        return candidate;
    }

    private Lease lease() {
        return server.client().leases().inNamespace(namespace).withName(LEASE).require();
    }

    private void writeLease(String holder, ZonedDateTime renewedAt) {
        var lease = new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(LEASE)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(Math.toIntExact(LEASE_DURATION.toSeconds()))
                .withAcquireTime(renewedAt)
                .withRenewTime(renewedAt)
                .endSpec()
                .build();
        // The leader may renew it between the reading and the writing.
        await().atMost(PATIENCE)
                .ignoreExceptionsMatching(thrown -> thrown instanceof KubernetesClientException conflict
                        && conflict.getCode() == HttpURLConnection.HTTP_CONFLICT)
                .until(() -> server.client().resource(lease).createOr(existing -> existing.update()), Objects::nonNull);
    }

    /** Looks at two candidates all the time. */
    private static final class Overlap implements AutoCloseable {
        private final AtomicBoolean seen = new AtomicBoolean();
        private final Thread watcher;

        Overlap(Leadership first, Leadership second) {
            watcher = Thread.ofPlatform().daemon().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    if (first.isLeader() && second.isLeader()) {
                        seen.set(true);
                    }
                    Thread.onSpinWait();
                }
            });
        }

        boolean seen() {
            return seen.get();
        }

        @Override
        public void close() {
            watcher.interrupt();
        }
    }
}
