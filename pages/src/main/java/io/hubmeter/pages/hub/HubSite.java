package io.hubmeter.pages.hub;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The hub and the service that the pages are of it.
 *
 * @param hub the hub's name, as its realm is found by it
 * @param service the service's name in the hub's configuration
 * @param api the hub's API as it is reached from here, {@code http://127.0.0.1:8081/hub/api} for instance
 * @param base the path of the hub's pages as browsers see it, {@code /hub/} unless the hub has a base URL
 * @param isHttps whether browsers come by https; then cookies are sent over nothing else
 * @param token the service's API token
 */
public record HubSite(String hub, String service, URI api, String base, boolean isHttps, ServiceToken token) {
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern BASE = Pattern.compile("/(?:[A-Za-z0-9._~@-]+/)*hub/");

    /** Checks everything, and tells all problems at once. */
    public HubSite {
        List<String> problems = new ArrayList<>();
        if (!SERVICE.matcher(service).matches()) {
            problems.add(
                    "service: found '%s', expected 1 to 63 characters of a-z, 0-9 and - that neither begin nor end with -"
                            .formatted(service));
        }
        if (!BASE.matcher(base).matches() || base.contains("/../") || base.contains("/./")) {
            problems.add("base: found '%s', expected a path that ends in /hub/".formatted(base));
        }
        boolean isHttp = "http".equals(api.getScheme()) || "https".equals(api.getScheme());
        String path = api.getRawPath();
        if (!isHttp
                || api.getHost() == null
                || api.getRawQuery() != null
                || path == null
                || !path.endsWith("/hub/api")) {
            problems.add(
                    "api: found '%s', expected http or https, a host, and a path that ends in /hub/api".formatted(api));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
    }

    /** The path that the hub's proxy forwards to the pages: {@code /services/quota/}. */
    public String prefix() {
        return base.substring(0, base.length() - "hub/".length()) + "services/" + service + "/";
    }

    /** The name by which the hub knows the service as an OAuth client. */
    String clientId() {
        return "service-" + service;
    }
}
