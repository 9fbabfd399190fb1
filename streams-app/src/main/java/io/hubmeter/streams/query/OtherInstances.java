package io.hubmeter.streams.query;

import io.hubmeter.wire.QueryToken;
import io.hubmeter.wire.peer.PeerClient;
import io.hubmeter.wire.peer.PeerOutcome;
import io.hubmeter.wire.peer.PeerRequest;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * Passes requests to other instances as they are, with a header that says so. Who gets that header answers from copies of its own, so
 * requests do not go in circles. Connections are kept for further requests. Safe for use by many threads.
 */
final class OtherInstances implements AutoCloseable {
    /** Says that another instance has passed the request on. */
    static final String FORWARDED = "Hubmeter-Forwarded";

    private static final Duration CONNECT = Duration.ofMillis(500);

    private final PeerClient client;

    OtherInstances(@Nullable QueryToken token) {
        this.client = new PeerClient(CONNECT, token);
    }

    /** The whole answer, which is not larger than the endpoint itself would give. */
    PeerClient.Pending ask(
            HostInfo instance, QueryCall call, String target, Duration deadline, Consumer<PeerOutcome<byte[]>> done) {
        return client.ask(request(instance, call, target), deadline, QueryAnswer.MOST_BYTES, done);
    }

    /** The answer as it comes, with at most so long a time of silence. */
    PeerClient.Pending open(
            HostInfo instance,
            QueryCall call,
            String target,
            Duration silence,
            Consumer<PeerOutcome<InputStream>> done) {
        return client.open(request(instance, call, target), silence, done);
    }

    private static PeerRequest request(HostInfo instance, QueryCall call, String target) {
        Map<String, String> headers = new HashMap<>();
        headers.put(FORWARDED, "1");
        String tag = call.header("If-None-Match");
        if (tag != null) {
            headers.put("If-None-Match", tag);
        }
        return new PeerRequest(
                call.method(),
                URI.create("http://" + instance.host() + ":" + instance.port() + target),
                headers,
                call.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
