package io.hubmeter.api.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * What goes back to the caller.
 *
 * @param status the HTTP status
 * @param contentType the media type of the body
 * @param streamed whether the body is written as it is made, so that its length is not known beforehand
 * @param headers further headers
 * @param body writes the body
 */
record Answer(int status, String contentType, boolean streamed, Map<String, String> headers, Body body) {
    static final String JSON = "application/json";
    static final String PROBLEM = "application/problem+json";

    /** Writes a body. */
    @FunctionalInterface
    interface Body {
        void writeTo(OutputStream out) throws IOException;

        /** All of it. */
        default byte[] bytes() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                writeTo(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    }

    /** A body that is there already, so that it need not be copied to be sent. */
    private static final class Whole implements Body {
        private final byte[] bytes;

        Whole(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }

        @Override
        public byte[] bytes() {
            return bytes;
        }
    }

    /** A short body, whole before the status is sent. */
    static Answer json(int status, Json.Part part) {
        return new Answer(status, JSON, false, Map.of(), new Whole(Json.bytes(part)));
    }

    /** A problem, with headers that go with its status. */
    static Answer problem(Problem problem, Map<String, String> headers) {
        Body body = new Whole(Json.bytes(json -> ProblemJson.write(json, problem)));
        return new Answer(problem.type().status(), PROBLEM, false, headers, body);
    }

    /** A body of any length. */
    static Answer streamed(String contentType, Map<String, String> headers, Body body) {
        return new Answer(200, contentType, true, headers, body);
    }

    /** The same with another body. */
    Answer withBody(Body other) {
        return new Answer(status, contentType, streamed, headers, other);
    }
}
