package io.hubmeter.api;

import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.http.Bounds;

/**
 * The settings of the decision API.
 *
 * @param host the address to listen on; must be a loopback address, because callers are not authenticated
 * @param port 0 to 65535; 0 takes a free one
 * @param realms which realm a hub belongs to
 * @param bounds what one caller may ask at the most
 */
public record DecisionApiConfig(String host, int port, Realms realms, Bounds bounds) {

    /** Checks the port. */
    public DecisionApiConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: found %d, expected 0 to 65535".formatted(port));
        }
    }

    /** Loopback, the given port, and defaults for the rest. */
    public static DecisionApiConfig onLoopback(int port) {
        return new DecisionApiConfig("127.0.0.1", port, Realms.DEFAULT, Bounds.DEFAULT);
    }
}
