package io.hubmeter.collector.jupyterhub;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.hub.Secret;
import java.net.URI;
import java.time.Duration;

/**
 * A hub to read users and groups from, and how gently.
 *
 * <p><b>At most one JupyterHub source may feed a realm.</b> Hubs that share a realm share accounts, and an account has one
 * record: two sources that disagree on a user's groups would overwrite each other for ever. Where hubs share a realm, name
 * the one whose groups count. A configuration with two is to be refused before anything starts.
 *
 * @param hub name of the hub, 1 to 63 characters of {@code a-z}, {@code 0-9} and {@code -}
 * @param realm the realm of its users, of the same characters
 * @param apiUrl the hub's API, {@code http(s)://…/hub/api}; certificates are checked as the JDK does
 * @param token an API token of the hub with the scopes {@link JupyterHubSource#SCOPES}
 * @param pageSize users asked for at once, 1 to {@value #MAX_PAGE_SIZE}; the hub may give fewer
 * @param pollInterval from the start of one reading to the start of the next; 1 s to 1 day
 * @param maxRequestsPerMinute the most requests within any 60 s, 1 to {@value #MAX_REQUESTS_PER_MINUTE}
 * @param requestTimeout the longest wait for an answer in full; 100 ms to 5 min
 */
public record JupyterHubSourceConfig(
        String hub,
        String realm,
        URI apiUrl,
        Secret token,
        int pageSize,
        Duration pollInterval,
        int maxRequestsPerMinute,
        Duration requestTimeout) {
    /** JupyterHub's own bound where its operator has not set another. */
    public static final int MAX_PAGE_SIZE = 200;

    /** Ten a second; one process serves the whole hub. */
    public static final int MAX_REQUESTS_PER_MINUTE = 600;

    /** See {@code pageSize}. */
    public static final int DEFAULT_PAGE_SIZE = 100;

    /** See {@code pollInterval}. */
    public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMinutes(1);

    /** See {@code maxRequestsPerMinute}. */
    public static final int DEFAULT_MAX_REQUESTS_PER_MINUTE = 60;

    /** See {@code requestTimeout}. */
    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);

    /** Checks every part; a slash at the end of the URL is taken off. */
    public JupyterHubSourceConfig {
        checkName("hub", hub);
        checkName("realm", realm);
        apiUrl = checkedUrl(apiUrl);
        checkRange("pageSize", pageSize, MAX_PAGE_SIZE);
        checkRange("pollInterval", pollInterval, Duration.ofSeconds(1), Duration.ofDays(1));
        checkRange("maxRequestsPerMinute", maxRequestsPerMinute, MAX_REQUESTS_PER_MINUTE);
        checkRange("requestTimeout", requestTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
    }

    /** A hub with everything else at its default. */
    public static JupyterHubSourceConfig of(String hub, String realm, URI apiUrl, Secret token) {
        return new JupyterHubSourceConfig(
                hub,
                realm,
                apiUrl,
                token,
                DEFAULT_PAGE_SIZE,
                DEFAULT_POLL_INTERVAL,
                DEFAULT_MAX_REQUESTS_PER_MINUTE,
                DEFAULT_REQUEST_TIMEOUT);
    }

    private static void checkName(String element, String name) {
        if (!AccountId.isRealm(name)) {
            throw new IllegalArgumentException(
                    "%s: found '%s', expected 1 to 63 characters of a-z, 0-9 and -".formatted(element, name));
        }
    }

    private static URI checkedUrl(URI url) {
        if (url.getRawUserInfo() != null) {
            // Not repeated: a password may stand there.
            throw new IllegalArgumentException("apiUrl: found a user name in the URL, expected the token beside it");
        }
        String text = url.toString();
        URI trimmed = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        boolean usable = ("http".equals(trimmed.getScheme()) || "https".equals(trimmed.getScheme()))
                && trimmed.getHost() != null
                && trimmed.getRawQuery() == null
                && trimmed.getRawFragment() == null
                && trimmed.getRawPath().endsWith("/hub/api");
        if (!usable) {
            throw new IllegalArgumentException("apiUrl: found '%s', expected http(s)://…/hub/api".formatted(text));
        }
        return trimmed;
    }

    private static void checkRange(String element, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException("%s: found %d, expected 1 to %d".formatted(element, value, most));
        }
    }

    private static void checkRange(String element, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "%s: found %s, expected %s to %s".formatted(element, value, least, most));
        }
    }
}
