package io.hubmeter.culler;

import io.hubmeter.culler.http.Endpoint;
import io.hubmeter.culler.topic.CullLoop;
import java.time.Duration;

/**
 * What a culler is told.
 *
 * @param loop how it works on its topic
 * @param hub the hub's API
 * @param decisionApi the decision API, with the token of a hub
 * @param freshness facts that are older are not acted upon; at most a minute
 * @param isRehearsal whether to do everything but stop
 */
public record CullerConfig(
        CullLoop.Settings loop, Endpoint hub, Endpoint decisionApi, Duration freshness, boolean isRehearsal) {}
