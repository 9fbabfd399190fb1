package io.hubmeter.core.stop;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.quota.Limit;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a culler did about one server of an account that had exceeded a limit.
 *
 * <p>Instants are cut to what is recorded of them: microseconds for the crossing, milliseconds for the others.
 *
 * @param account whose server
 * @param hub the hub that started it; null when unknown
 * @param server name of the server; empty for the default server
 * @param daskCluster the Dask Gateway cluster that was concerned as a whole; null when the pod belongs to none
 * @param uid uid of the server's pod, not empty; with outcome and instant it tells stops of an account apart
 * @param namespace namespace of the pod; null when its source has none
 * @param pod name of the pod
 * @param outcome what became of it
 * @param limit the limit that was exceeded
 * @param origin where the limit comes from, such as {@code group NAME}
 * @param crossedAt the instant at which usage reached the limit
 * @param graceUntil when servers had to have stopped; null when none was given
 * @param at when the culler acted, or decided not to
 * @param reason a plain sentence for administrators
 * @param policyHash hash of the policy that set the limit
 * @param culler name of the culler
 */
public record Stop(
        AccountId account,
        @Nullable String hub,
        String server,
        @Nullable String daskCluster,
        String uid,
        @Nullable String namespace,
        String pod,
        Outcome outcome,
        Limit limit,
        String origin,
        Instant crossedAt,
        @Nullable Instant graceUntil,
        Instant at,
        String reason,
        String policyHash,
        String culler) {

    /** What became of a server that was to stop. */
    public enum Outcome {
        /** The culler stopped it. */
        STOPPED,
        /** It was gone when the culler came. */
        ALREADY_STOPPED,
        /** A check just before said that it may stay. */
        SPARED,
        /** It could not be stopped. */
        FAILED,
        /** A culler that only rehearses would have stopped it. */
        WOULD_STOP
    }

    /** Checks the uid, and cuts the instants. */
    public Stop {
        if (uid.isEmpty()) {
            throw new IllegalArgumentException("uid: found nothing, expected the uid of a pod of " + account);
        }
        crossedAt = crossedAt.truncatedTo(ChronoUnit.MICROS);
        graceUntil = graceUntil == null ? null : graceUntil.truncatedTo(ChronoUnit.MILLIS);
        at = at.truncatedTo(ChronoUnit.MILLIS);
    }
}
