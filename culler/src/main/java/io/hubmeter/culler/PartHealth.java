package io.hubmeter.culler;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the culler fares with one of those it talks to.
 *
 * @param name {@code culler/kafka}, {@code culler/hub}, {@code culler/decision-api}
 * @param isWaiting whether it has nothing to do there: nothing was asked yet, or others have all the work
 * @param heardAt when the other last answered; null if it did not yet
 * @param trouble what is wrong, for people; null if nothing is
 */
public record PartHealth(
        String name,
        boolean isWaiting,
        @Nullable Instant heardAt,
        @Nullable String trouble) {}
