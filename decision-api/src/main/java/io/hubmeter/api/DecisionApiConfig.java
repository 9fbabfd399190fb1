package io.hubmeter.api;

import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.http.Bounds;
import io.hubmeter.core.metering.AccountId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the decision API.
 *
 * @param host the address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param realms which realm a hub belongs to
 * @param bounds what one caller may ask at the most
 * @param tokens who may call; there is no way to listen without
 * @param tls what the server proves itself with; null to speak plain HTTP, which shows tokens to whoever can listen
 */
public record DecisionApiConfig(
        String host,
        int port,
        Realms realms,
        Bounds bounds,
        AccessTokens tokens,
        @Nullable TlsFiles tls) {

    /** Checks the port, and that each hub with a token has a realm; tells all problems at once. */
    public DecisionApiConfig {
        List<String> problems = new ArrayList<>();
        if (port < 0 || port > 65_535) {
            problems.add("port: found %d, expected 0 to 65535".formatted(port));
        }
        for (var token : tokens.configured()) {
            if (token.caller() instanceof Caller.Hub(String name, String hub)
                    && !AccountId.isRealm(realms.ofHub(hub))) {
                problems.add(
                        "token.%s.hub: found '%s', which has no realm, expected a hub of 1 to 63 characters of a-z, 0-9 and -, or one with a realm of its own"
                                .formatted(name, hub));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
    }

    /** Loopback, plain HTTP, the given port and tokens, and defaults for the rest. */
    public static DecisionApiConfig onLoopback(int port, AccessTokens tokens) {
        return new DecisionApiConfig("127.0.0.1", port, Realms.DEFAULT, Bounds.DEFAULT, tokens, null);
    }
}
