package io.hubmeter.collector.kubernetes.apiserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Passes bytes between clients and a server of loopback until told not to: connections then stay open and nothing comes
 * through, as when a cable is pulled. What was held back is passed on when it resumes. The certificate of
 * {@link KubeApiServer} is good for the proxy's port too.
 */
public final class SilentProxy implements AutoCloseable {

    /** Which way bytes go. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private static final int BUFFER_BYTES = 16 * 1024;

    private final int serverPort;
    private final ServerSocket listener;
    private final Set<Direction> silent = EnumSet.noneOf(Direction.class);
    private final List<Socket> sockets = new ArrayList<>();
    private boolean closed;

    private SilentProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Listens on a free port of loopback for a server at another. */
    public static SilentProxy to(int serverPort) throws IOException {
        var proxy = new SilentProxy(serverPort);
        Thread.ofPlatform().daemon().name("silent-proxy").start(proxy::accept);
        return proxy;
    }

    /** Where clients connect. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Passes nothing on in these directions, on no connection, open or new. */
    public synchronized void silence(Direction... directions) {
        silent.addAll(List.of(directions));
    }

    /** Passes nothing on, in either direction. */
    public void silence() {
        silence(Direction.values());
    }

    /** Passes on what it held back, and everything after. */
    public synchronized void resume() {
        silent.clear();
        notifyAll();
    }

    /** Closes all connections; new ones are welcome. */
    public synchronized void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        synchronized (this) {
            closed = true;
            silent.clear();
            cut();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // Closed, or the server cannot be reached: the client sees its connection end.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        if (remembers(client, server)) {
            Thread.ofVirtual().start(() -> pass(client, server, Direction.TO_SERVER));
            Thread.ofVirtual().start(() -> pass(server, client, Direction.TO_CLIENT));
        }
    }

    private synchronized boolean remembers(Socket client, Socket server) throws IOException {
        sockets.removeIf(Socket::isClosed);
        if (closed) {
            client.close();
            server.close();
            return false;
        }
        sockets.add(client);
        sockets.add(server);
        return true;
    }

    private void pass(Socket from, Socket to, Direction direction) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                awaitVoice(from, direction);
                to.getOutputStream().write(buffer, 0, count);
            }
            awaitVoice(from, direction);
        } catch (IOException e) {
            // One side has gone: both connections end.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until bytes may pass; a connection that was cut need not wait. */
    private synchronized void awaitVoice(Socket from, Direction direction) throws InterruptedException {
        while (silent.contains(direction) && !from.isClosed()) {
            wait();
        }
    }
}
