package io.hubmeter.streams.query;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.hubmeter.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/** An instance of a group of three, as far as questions about one partition need it, and the two others. */
final class PlayedGroup implements AutoCloseable {
    static final int PARTITION = 3;
    static final String REALM = "hub";
    static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    final PlayedInstance owner = new PlayedInstance();
    final PlayedInstance standby = new PlayedInstance();
    final AtomicLong nanoTime = new AtomicLong();
    final LateInstances late = new LateInstances(Duration.ofSeconds(1), nanoTime::get);
    final OtherInstances others = new OtherInstances(null);
    final CopyQueries active;
    final CopyQueries copy;

    private final HostInfo self = new HostInfo("127.0.0.1", 1);
    private final List<StreamsMetadata> instances = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebServer server;
    private volatile Function<QueryCall, String> answering = call -> "";

    /**
     * A group.
     *
     * @param heardAt the time heard that this instance's own copy tells; null if it can tell none
     */
    PlayedGroup(@Nullable Instant heardAt) throws IOException {
        active = new CopyQueries(new PlayedCopy(null), HotReads.NONE, PARTITION + 1);
        copy = new CopyQueries(new PlayedCopy(heardAt), HotReads.NONE, PARTITION + 1);
        server = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .shutdownHook(false)
                .routing(routing -> routing.any((request, response) -> response.send(answered(request))))
                .build()
                .start();
    }

    private record Member(
            HostInfo hostInfo, Set<TopicPartition> topicPartitions, Set<TopicPartition> standbyTopicPartitions)
            implements StreamsMetadata {
        @Override
        public Set<String> stateStoreNames() {
            return Set.of();
        }

        @Override
        public Set<String> standbyStateStoreNames() {
            return Set.of();
        }

        @Override
        public String host() {
            return hostInfo.host();
        }

        @Override
        public int port() {
            return hostInfo.port();
        }
    }

    private static Set<TopicPartition> partition(boolean isThere) {
        return isThere ? Set.of(new TopicPartition(Topics.PODS.name(), PARTITION)) : Set.of();
    }

    private PlayedGroup with(HostInfo host, boolean isOwner) {
        instances.add(new Member(host, partition(isOwner), partition(!isOwner)));
        return this;
    }

    PlayedGroup ownedHere() {
        return with(self, true);
    }

    PlayedGroup owned() {
        return with(owner.host(), true);
    }

    PlayedGroup withStandby() {
        return with(standby.host(), false);
    }

    UsageQueries queries() {
        return new UsageQueries(PARTITION + 1, active, copy, new Copies(() -> instances, self));
    }

    static InstantSource clock() {
        return InstantSource.fixed(NOW);
    }

    private String answered(ServerRequest request) {
        try {
            return answering.apply(new QueryCall(request, 1_024));
        } catch (StateUnavailable e) {
            return "unavailable: " + e.getMessage();
        }
    }

    /** Has a request come in, from outside or passed on by another instance, and returns what it is answered. */
    String asked(boolean isForwarded, Function<QueryCall, String> answer) throws Exception {
        answering = answer;
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/query/v1/any?a=1"))
                .POST(HttpRequest.BodyPublishers.ofString("question"));
        if (isForwarded) {
            request.header(OtherInstances.FORWARDED, "1");
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    static String text(QueryAnswer.Whole answer) {
        return new String(answer.bytes(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The name of a copy of this instance. */
    String name(CopyQueries asked) {
        return Objects.equals(asked, active) ? "active" : "copy";
    }

    @Override
    public void close() {
        server.stop();
        http.close();
        others.close();
        owner.close();
        standby.close();
    }
}
