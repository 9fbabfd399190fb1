package io.hubmeter.api.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The body of one request, read within a bound. */
final class Body {
    /** How much of an unwanted body is read to keep the connection: more costs more than a new one. */
    private static final int MOST_DISCARDED = 1 << 20;

    private final ServerRequest request;
    private final int mostBytes;
    private @Nullable InputStream in;

    Body(ServerRequest request, int mostBytes) {
        this.request = request;
        this.mostBytes = mostBytes;
    }

    /**
     * All of it; empty if there is none.
     *
     * @throws Problem if it is larger than the bound
     */
    byte[] read() {
        long declared = request.headers().contentLength().orElse(0);
        if (declared > mostBytes) {
            throw tooLarge(declared + " bytes");
        }
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        // No more than declared, since room for the bound would have to be found for each request.
        byte[] bytes = readUpTo(declared > 0 ? (int) declared : mostBytes + 1);
        if (bytes.length > mostBytes) {
            throw tooLarge("more");
        }
        return bytes;
    }

    /** Whatever breaks here, broken framing or a caller that went silent, is on the caller's side. */
    private byte[] readUpTo(int most) {
        try {
            return stream().readNBytes(most);
        } catch (IOException | RuntimeException broken) {
            throw Problem.with(
                    ProblemType.MALFORMED_REQUEST, "", "bytes that do not fit its length or chunks", "a whole body");
        }
    }

    /**
     * Reads what is left to no purpose, so that the next request on the connection begins where this one ends.
     *
     * @return whether that worked; if not, the connection must be closed, else the rest of the body would be taken for a
     *     request
     */
    boolean discard() {
        if (!request.content().hasEntity()) {
            return true;
        }
        boolean waitsToBeAsked = in == null && request.headers().contains(HeaderNames.EXPECT);
        if (waitsToBeAsked || request.headers().contentLength().orElse(0) > mostDiscarded()) {
            return false;
        }
        try {
            InputStream rest = stream();
            if (rest.read() < 0) {
                return true;
            }
            byte[] buffer = new byte[8_192];
            for (int discarded = 1; discarded <= mostDiscarded(); ) {
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

    /** More where larger bodies are wanted: one that is a little too large gets its answer, not a broken connection. */
    private int mostDiscarded() {
        return Math.max(MOST_DISCARDED, 2 * mostBytes);
    }

    private InputStream stream() {
        InputStream opened = in;
        if (opened == null) {
            opened = request.content().inputStream();
            in = opened;
        }
        return opened;
    }

    private Problem tooLarge(String found) {
        return Problem.with(ProblemType.BODY_TOO_LARGE, "", found, "at most " + mostBytes + " bytes");
    }
}
