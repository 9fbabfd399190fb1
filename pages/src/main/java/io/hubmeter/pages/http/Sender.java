package io.hubmeter.pages.http;

import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Sends answers. */
final class Sender {
    private Sender() {}

    static void send(Answer answer, ServerRequest request, ServerResponse response, Entity entity) {
        boolean isSpent = entity.discard();
        if (!isSpent) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        response.status(answer.status());
        SecurityHeaders.addTo(response);
        answer.headers().forEach(response::header);
        answer.cookies().forEach(response.headers()::addCookie);
        if (request.prologue().method().equals(Method.HEAD)) {
            // A body after the head would be taken for the next answer (RFC 9110, section 9.3.2).
            response.send();
        } else if (answer.streamed()) {
            stream(answer, request, response);
        } else {
            whole(answer, response);
        }
        if (!isSpent) {
            throw new CloseConnectionException("a body was left unread");
        }
    }

    private static void whole(Answer answer, ServerResponse response) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            answer.body().writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        response.send(bytes.toByteArray());
    }

    /** Cuts the connection if the body breaks off: without the last chunk it cannot be taken for whole. */
    private static void stream(Answer answer, ServerRequest request, ServerResponse response) {
        OutputStream out = response.outputStream();
        try {
            answer.body().writeTo(out);
            out.close();
        } catch (IOException | RuntimeException broken) {
            Refusals.brokenOff(request.path().rawPath(), broken);
            throw new CloseConnectionException("answer broke off", broken);
        }
    }
}
