package io.hubmeter.collector.config;

import java.net.URI;
import java.time.Duration;
import org.apache.kafka.common.config.types.Password;

/**
 * A hub whose users and groups are read.
 *
 * @param hub its name
 * @param realm the realm it belongs to; no other of these hubs does
 * @param apiUrl its REST API, without a slash at the end
 * @param token the API token; not shown by {@code toString}
 * @param pollInterval how often everything is read
 * @param requestsPerMinute the most requests sent
 * @param pageSize users of one page
 */
public record JupyterHubConfig(
        String hub,
        String realm,
        URI apiUrl,
        Password token,
        Duration pollInterval,
        int requestsPerMinute,
        int pageSize) {}
