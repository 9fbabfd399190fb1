package io.hubmeter.standalone.kubernetes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** TLS in front of a plain server, which can be taken away and put back on the same port. Remembers the tokens that came. */
final class TlsFront implements AutoCloseable {
    private static final Pattern TOKEN = Pattern.compile("(?i)authorization: bearer (\\S+)");

    private static final int MOST_WAITING = 50;

    private final SelfSigned certificate;
    private final URI behind;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final int port;
    private @Nullable ServerSocket listening;

    private TlsFront(SelfSigned certificate, URI behind) throws IOException {
        this.certificate = certificate;
        this.behind = behind;
        this.port = listen(0);
    }

    static TlsFront before(URI behind, SelfSigned certificate) throws IOException {
        return new TlsFront(certificate, behind);
    }

    int port() {
        return port;
    }

    Set<String> tokens() {
        return Set.copyOf(tokens);
    }

    /** Nobody listens any more, and open connections end. */
    void takeAway() throws IOException {
        if (listening != null) {
            listening.close();
            listening = null;
        }
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Listens again. */
    void putBack() throws IOException {
        listen(port);
    }

    private int listen(int wanted) throws IOException {
        ServerSocket server = certificate.context().getServerSocketFactory().createServerSocket();
        // Connections that have just ended would keep the port otherwise.
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), MOST_WAITING);
        listening = server;
        Thread.ofVirtual().name("tls-front").start(() -> accept(server));
        return server.getLocalPort();
    }

    private void accept(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                Socket caller = server.accept();
                Socket called = new Socket(behind.getHost(), behind.getPort());
                open.add(caller);
                open.add(called);
                Thread.ofVirtual().start(() -> pipe(caller, called, true));
                Thread.ofVirtual().start(() -> pipe(called, caller, false));
            } catch (IOException taken) {
                // Ends with the socket.
            }
        }
    }

    private void pipe(Socket from, Socket to, boolean requests) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[65_536];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                if (requests) {
                    Matcher token = TOKEN.matcher(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
                    while (token.find()) {
                        tokens.add(token.group(1));
                    }
                }
                out.write(buffer, 0, count);
                out.flush();
            }
        } catch (IOException ended) {
            // One side went away; the other does now.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    @Override
    public void close() throws IOException {
        takeAway();
    }
}
