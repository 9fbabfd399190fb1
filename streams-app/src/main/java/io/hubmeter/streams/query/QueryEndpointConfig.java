package io.hubmeter.streams.query;

import io.hubmeter.wire.QueryToken;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the query endpoint.
 *
 * @param host the address to listen on; a loopback address if there is no token
 * @param port 0 to 65535; 0 takes a free one
 * @param bodyBytes the largest request body
 * @param connections how many connections may be open; further ones wait to be accepted
 * @param scans how many accounts streams and histories may be written at a time; further ones wait for a second,
 *     then they are refused
 * @param readings how many readings one history may have
 * @param pods how many open pods of one account are told; further ones are left out
 * @param idle how long a connection may stay silent before it is closed
 * @param token what callers must show, for anything but health; null if whoever reaches the endpoint may ask
 * @param forwarding how requests are passed to other instances
 */
public record QueryEndpointConfig(
        String host,
        int port,
        int bodyBytes,
        int connections,
        int scans,
        int readings,
        int pods,
        Duration idle,
        @Nullable QueryToken token,
        ForwardingConfig forwarding) {

    /** Checks the port and that every bound is more than zero. */
    public QueryEndpointConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: found %d, expected 0 to 65535".formatted(port));
        }
        atLeastOne("bodyBytes", bodyBytes);
        atLeastOne("connections", connections);
        atLeastOne("scans", scans);
        atLeastOne("readings", readings);
        atLeastOne("pods", pods);
        atLeastOne("idle in milliseconds", idle.toMillis());
    }

    /** Without a token, and requests are passed on as usual. */
    public QueryEndpointConfig(
            String host, int port, int bodyBytes, int connections, int scans, int readings, int pods, Duration idle) {
        this(host, port, bodyBytes, connections, scans, readings, pods, idle, null, ForwardingConfig.DEFAULT);
    }

    /** The same at another address, for whoever shows a token. */
    public QueryEndpointConfig at(String host, @Nullable QueryToken token) {
        return new QueryEndpointConfig(
                host, port, bodyBytes, connections, scans, readings, pods, idle, token, forwarding);
    }

    /** The same with requests passed on in another way. */
    public QueryEndpointConfig forwarding(ForwardingConfig forwarding) {
        return new QueryEndpointConfig(
                host, port, bodyBytes, connections, scans, readings, pods, idle, token, forwarding);
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s: found %d, expected 1 or more".formatted(name, value));
        }
    }

    /**
     * Loopback, the given port, bodies of 256 KiB, 1,024 connections, 4 scans, 10,000 readings, 1,000 pods, half a minute.
     */
    public static QueryEndpointConfig onLoopback(int port) {
        return new QueryEndpointConfig("127.0.0.1", port, 256 * 1024, 1_024, 4, 10_000, 1_000, Duration.ofSeconds(30));
    }
}
