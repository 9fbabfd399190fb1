package io.hubmeter.api.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends bytes that no client library would, and reads whatever comes back until the server closes. */
final class RawHttp {
    private static final int TIMEOUT_MS = 20_000;

    private RawHttp() {}

    /**
     * An answer.
     *
     * @param status 0 if the server closed without one
     * @param headers by lower-case name
     */
    record Reply(int status, Map<String, String> headers, String body) {}

    static Reply send(URI server, byte[] request) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
                socket.getInputStream().transferTo(received);
            } catch (SocketException reset) {
                // The server may close before it has read everything; what it said before counts.
            }
        }
        return parse(received.toByteArray());
    }

    private static Reply parse(byte[] received) {
        String text = new String(received, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Reply(0, Map.of(), text);
        }
        String[] lines = text.substring(0, end).split("\r\n", -1);
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] parts = lines[i].split(":", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
        }
        String body = text.substring(end + 4);
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            body = unchunked(body);
        }
        return new Reply(Integer.parseInt(lines[0].split(" ", 3)[1]), headers, body);
    }

    /** Sizes count bytes, so this works on a byte-for-character copy. What a reset cut off is left out. */
    private static String unchunked(String body) {
        String bytes = new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        StringBuilder whole = new StringBuilder();
        int at = 0;
        while (true) {
            int lineEnd = bytes.indexOf("\r\n", at);
            int size = lineEnd < 0 ? 0 : Integer.parseInt(bytes.substring(at, lineEnd), 16);
            if (size == 0 || lineEnd + 2 + size + 2 > bytes.length()) {
                return new String(whole.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            }
            whole.append(bytes, lineEnd + 2, lineEnd + 2 + size);
            at = lineEnd + 2 + size + 2;
        }
    }
}
