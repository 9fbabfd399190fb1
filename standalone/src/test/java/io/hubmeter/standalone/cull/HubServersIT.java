package io.hubmeter.standalone.cull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hubmeter.collector.jupyterhub.RealHub;
import io.hubmeter.culler.http.Endpoint;
import io.hubmeter.culler.http.GentleClient;
import io.hubmeter.culler.hub.HubSays;
import io.hubmeter.culler.hub.HubServers;
import io.hubmeter.hub.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JupyterHub itself, whose servers are told to stop. */
class HubServersIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String USER = "ana ø@lab.org";
    private static final String ODD = "größe 2 & mehr%";

    @TempDir
    private Path folder;

    @Test
    void stopsExactlyOneServer() throws Exception {
        assumeTrue(RealHub.isInstalled(), "needs the packages " + RealHub.PACKAGES);
        Instant before = InstantSource.system().instant();
        RealHub hub = RealHub.in(folder);
        hub.start();
        try (GentleClient client = client(hub, "culler");
                GentleClient stranger = client(hub, "collector")) {
            hub.createUsers(List.of(USER));
            for (String server : List.of("", ODD, "other")) {
                hub.startServer(USER, server);
            }
            await().atMost(BOUND).until(() -> hub.servers(USER).size() == 3);
            HubServers servers = new HubServers(client);

            assertThat(servers.look(USER, ODD)).isInstanceOfSatisfying(HubSays.Running.class, running -> {
                assertThat(running.startedAt())
                        .isBetween(before, InstantSource.system().instant());
                assertThat(running.pending()).isNull();
            });
            servers.stop(USER, ODD);
            await().atMost(BOUND).until(() -> servers.look(USER, ODD) instanceof HubSays.NotRunning);

            assertThat(hub.servers(USER)).containsExactlyInAnyOrder("", "other");
            assertThat(servers.stop(USER, ODD)).isEqualTo(new HubSays.NotRunning());
            assertThat(servers.look("nobody", "")).isEqualTo(new HubSays.NotRunning());
            assertThat(new HubServers(stranger).look(USER, ""))
                    .isInstanceOfSatisfying(
                            HubSays.Unclear.class,
                            unclear -> assertThat(unclear.trouble().detail()).contains("needs the scopes"));
            for (String server : List.of("", "other")) {
                servers.stop(USER, server);
                await().atMost(BOUND).until(() -> servers.look(USER, server) instanceof HubSays.NotRunning);
            }
        } finally {
            hub.end();
        }
    }

    private static GentleClient client(RealHub hub, String service) throws Exception {
        return new GentleClient(
                new Endpoint(hub.apiUrl(), Secret.of(RealHub.token(service)), null, Duration.ofSeconds(30), 6_000),
                "token",
                InstantSource.system(),
                new Random(1),
                status -> {});
    }
}
