package io.hubmeter.wire.json;

import io.hubmeter.core.metering.Quantities;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pod of an account that has no end yet.
 *
 * @param uid its unique id
 * @param source the source that observed it last
 * @param namespace where it is; null if the source has no namespaces
 * @param pod its name
 * @param hub the hub that started it; null if unknown
 * @param serverName the server's name; empty for the default server
 * @param scheduledAt since when it holds resources; null if it holds none yet
 * @param rates what it holds, or will hold, by the newest observation, in micro-units
 */
public record OpenPod(
        String uid,
        String source,
        @Nullable String namespace,
        String pod,
        @Nullable String hub,
        String serverName,
        @Nullable Instant scheduledAt,
        Quantities rates) {}
