package io.hubmeter.culler.http;

import io.hubmeter.hub.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A server, and how it is asked.
 *
 * @param base its URL without a slash at the end
 * @param token what is shown to it
 * @param authorities whose certificates are believed, PEM; null for those that the JDK believes
 * @param timeout the longest wait for an answer in full
 * @param requestsPerMinute the most requests within any 60 s
 */
public record Endpoint(URI base, Secret token, @Nullable Path authorities, Duration timeout, int requestsPerMinute) {

    /** The address of a path, whose parts are {@link Segment encoded} already. */
    public URI at(String path) {
        return URI.create(base + path);
    }
}
