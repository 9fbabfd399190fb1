package io.hubmeter.pages.http;

import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The body of one request, read within a bound. */
final class Entity {
    /** How much of an unwanted body is read to keep the connection: more costs more than a new one. */
    private static final int MOST_DISCARDED = 4 << 20;

    private final ServerRequest request;
    private @Nullable InputStream in;

    Entity(ServerRequest request) {
        this.request = request;
    }

    /**
     * All of it; empty if there is none.
     *
     * @throws PageProblem 413 if it is larger than the bound, 400 if it breaks off
     */
    byte[] read(int mostBytes) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        if (request.headers().contentLength().orElse(0) > mostBytes) {
            throw tooLarge(mostBytes);
        }
        byte[] bytes;
        try {
            bytes = stream().readNBytes(mostBytes + 1);
        } catch (IOException | RuntimeException broken) {
            throw PageProblem.badRequest("the form", "bytes that do not fit its length or chunks", "whole");
        }
        if (bytes.length > mostBytes) {
            throw tooLarge(mostBytes);
        }
        return bytes;
    }

    private static PageProblem tooLarge(int mostBytes) {
        return new PageProblem(
                413,
                "What you sent is too large: at most %d KiB can be sent here.".formatted(mostBytes / 1024),
                "body: found more, expected at most %d bytes".formatted(mostBytes));
    }

    /** Reads what is left to no purpose; false if the connection must be closed instead, lest the rest is taken for a request. */
    boolean discard() {
        if (!request.content().hasEntity()) {
            return true;
        }
        if (request.headers().contentLength().orElse(0) > MOST_DISCARDED) {
            return false;
        }
        try {
            byte[] buffer = new byte[8_192];
            InputStream rest = stream();
            for (int discarded = 0; discarded <= MOST_DISCARDED; ) {
                int count = rest.read(buffer);
                if (count < 0) {
                    return true;
                }
                discarded += count;
            }
            return false;
        } catch (IOException | RuntimeException broken) {
            return false;
        }
    }

    private InputStream stream() {
        InputStream opened = in;
        if (opened == null) {
            opened = request.content().inputStream();
            in = opened;
        }
        return opened;
    }
}
