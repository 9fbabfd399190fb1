package io.hubmeter.wire.peer;

import java.net.URI;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** A question to another process. */
public final class PeerRequest {
    private final String method;
    private final URI uri;
    private final Map<String, String> headers;
    private final byte[] body;

    /**
     * A question.
     *
     * @param method such as {@code GET}
     * @param uri scheme, host, port, path and query
     * @param headers by their names
     * @param body empty for none; stays the caller's, who no longer changes it
     */
    public PeerRequest(String method, URI uri, Map<String, String> headers, byte[] body) {
        this.method = method;
        this.uri = uri;
        this.headers = Map.copyOf(headers);
        this.body = body;
    }

    /** A {@code GET} without headers. */
    public static PeerRequest get(URI uri) {
        return new PeerRequest("GET", uri, Map.of(), new byte[0]);
    }

    /** A {@code POST} of JSON. */
    public static PeerRequest post(URI uri, byte[] json) {
        return new PeerRequest("POST", uri, Map.of("Content-Type", "application/json"), json);
    }

    HttpUriRequestBase toSend() {
        HttpUriRequestBase request = new HttpUriRequestBase(method, uri);
        headers.forEach(request::setHeader);
        if (body.length > 0) {
            request.setEntity(new ByteArrayEntity(body, null));
        }
        return request;
    }
}
