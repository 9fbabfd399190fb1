package io.hubmeter.api.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that says bytes it is told to say, well-formed or not: each connection gets the next script, after the head of a
 * request was read; the last one stays.
 */
final class Scripted implements AutoCloseable {
    /** The end of a script that keeps the connection open. */
    static final String SILENCE = "silence";
    /** A script that closes the connection at once. */
    static final String GONE = "";

    private final ServerSocket server;
    private final Deque<String> scripts = new ArrayDeque<>();
    private final List<String> heads = Collections.synchronizedList(new ArrayList<>());
    private final List<Socket> silent = Collections.synchronizedList(new ArrayList<>());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Scripted(String... scripts) throws IOException {
        this.scripts.addAll(List.of(scripts));
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    static String answer(int status, String headers, String body) {
        return "HTTP/1.1 %d Said\r\nContent-Length: %d\r\nConnection: close\r\n%s\r\n%s"
                .formatted(status, body.getBytes(StandardCharsets.UTF_8).length, headers, body);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** The first lines and headers of the requests so far. */
    List<String> heads() {
        return List.copyOf(heads);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                String script = scripts.size() > 1 ? scripts.removeFirst() : scripts.getFirst();
                threads.execute(() -> say(socket, script));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void say(Socket socket, String script) {
        try {
            heads.add(head(socket.getInputStream()));
            boolean isLeftOpen = script.endsWith(SILENCE);
            String said = isLeftOpen ? script.substring(0, script.length() - SILENCE.length()) : script;
            socket.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
            if (isLeftOpen) {
                silent.add(socket);
            } else {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            head.append((char) b);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : silent) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
