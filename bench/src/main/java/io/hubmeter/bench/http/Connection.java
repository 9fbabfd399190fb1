package io.hubmeter.bench.http;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection that is kept, with one request on it at a time; so little of a client that the server is what is measured. */
public final class Connection implements AutoCloseable {
    private static final int TIMEOUT_MS = 10_000;
    private static final int OK = 200;
    private static final int HEAD = 200;
    private static final String VERSION = "HTTP/1.1 ";
    private static final int STATUS_DIGITS = 3;
    private static final String LENGTH = "content-length:";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final byte[] line = new byte[8_192];

    /** One to a port of the loopback interface; an answer is waited for ten seconds. */
    public Connection(int port) throws IOException {
        this(port, TIMEOUT_MS);
    }

    /** The same with another bound for each wait for bytes of an answer. */
    public Connection(int port, int timeoutMs) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(timeoutMs);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
        out = socket.getOutputStream();
    }

    /** An answer of any status. */
    public static final class Answer {
        private final int status;
        private final byte[] body;

        private Answer(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }

        /** 200 for instance. */
        public int status() {
            return status;
        }

        /** So much of the body as text as its first fields take. */
        public String head() {
            return new String(body, 0, Math.min(HEAD, body.length), StandardCharsets.UTF_8);
        }
    }

    /**
     * The body of the answer.
     *
     * @throws IOException if the status is not 200
     */
    public byte[] ask(byte[] request) throws IOException {
        Answer answer = exchange(request);
        if (answer.status != OK) {
            throw new IOException("status: found %d, expected 200: %s"
                    .formatted(answer.status, new String(answer.body, StandardCharsets.UTF_8)));
        }
        return answer.body;
    }

    /** The answer, whatever its status. */
    public Answer exchange(byte[] request) throws IOException {
        out.write(request);
        out.flush();
        String status = readLine();
        int length = 0;
        for (String header = readLine(); !header.isEmpty(); header = readLine()) {
            if (header.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(
                        header.substring(LENGTH.length()).strip().toLowerCase(Locale.ROOT));
            }
        }
        if (!status.startsWith(VERSION)) {
            throw new IOException("status line: found '%s', expected HTTP/1.1 and a status".formatted(status));
        }
        int code = Integer.parseInt(status.substring(VERSION.length(), VERSION.length() + STATUS_DIGITS));
        return new Answer(code, in.readNBytes(length));
    }

    private String readLine() throws IOException {
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("answer: found its end within the head");
            }
            if (b != '\r') {
                line[length++] = (byte) b;
            }
        }
        return new String(line, 0, length, StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
