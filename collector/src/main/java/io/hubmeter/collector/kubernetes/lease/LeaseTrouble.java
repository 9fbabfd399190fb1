package io.hubmeter.collector.kubernetes.lease;

import static java.net.HttpURLConnection.HTTP_CONFLICT;
import static java.net.HttpURLConnection.HTTP_FORBIDDEN;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.hubmeter.collector.kubernetes.access.AccessCheck;
import io.hubmeter.collector.kubernetes.access.MissingPermission;
import io.hubmeter.collector.kubernetes.access.NeededAccess;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why a candidate can neither lead nor stand by, for people: without its Lease a collector waits for ever. Thread-safe.
 *
 * <p>Whether the Lease may be written is only seen when nobody else holds it. So a refusal to write stays until a write
 * succeeds, whatever may be read meanwhile.
 */
final class LeaseTrouble {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseTrouble.class);

    private final LeadershipConfig config;
    private final KubernetesClient client;
    private final InstantSource clock;
    private @Nullable Failure reading;
    private @Nullable Failure writing;
    private @Nullable Instant heardAt;

    /** What went wrong, as the server said it and as it is explained. */
    private record Failure(int code, String said, String explained) {}

    /** Nothing went wrong yet. */
    LeaseTrouble(LeadershipConfig config, KubernetesClient client, InstantSource clock) {
        this.config = config;
        this.client = client;
        this.clock = clock;
    }

    /** The Lease was read, or written. */
    synchronized void answered(boolean isWrite) {
        boolean wasTrouble = text() != null;
        heardAt = clock.instant();
        reading = null;
        if (isWrite || (writing != null && writing.code() != HTTP_FORBIDDEN)) {
            writing = null;
        }
        if (wasTrouble && text() == null) {
            LOG.info("{} can use the lease {}/{} again", config.identity(), config.namespace(), config.leaseName());
        }
    }

    /** The Lease could not be read, or written. */
    void failed(boolean isWrite, KubernetesClientException failure) {
        if (failure.getCode() == HTTP_CONFLICT) {
            // Another candidate was faster: nothing is wrong.
            return;
        }
        String said = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        if (isKnown(isWrite, said)) {
            return;
        }
        String explained = failure.getCode() == HTTP_FORBIDDEN ? explain(said) : said;
        LOG.warn(
                "{} cannot use the lease {}/{}: {}",
                config.identity(),
                config.namespace(),
                config.leaseName(),
                explained);
        remember(isWrite, new Failure(failure.getCode(), said, explained));
    }

    private synchronized boolean isKnown(boolean isWrite, String said) {
        Failure known = isWrite ? writing : reading;
        return known != null && known.said().equals(said);
    }

    private synchronized void remember(boolean isWrite, Failure failure) {
        if (isWrite) {
            writing = failure;
        } else {
            reading = failure;
        }
    }

    private String explain(String said) {
        NeededAccess.LeaseName lease = new NeededAccess.LeaseName(config.namespace(), config.leaseName());
        try {
            List<MissingPermission> missing = new AccessCheck(client).missing(NeededAccess.ofLease(lease));
            return missing.isEmpty()
                    ? said
                    : missing.stream().map(MissingPermission::message).collect(Collectors.joining("; "));
        } catch (KubernetesClientException e) {
            return said;
        }
    }

    /** What is wrong; null when nothing is. */
    @Nullable
    synchronized String text() {
        if (reading != null) {
            return reading.explained();
        }
        return writing == null ? null : writing.explained();
    }

    /** When the Lease was last read or written; null if it never was. */
    @Nullable
    synchronized Instant heardAt() {
        return heardAt;
    }
}
