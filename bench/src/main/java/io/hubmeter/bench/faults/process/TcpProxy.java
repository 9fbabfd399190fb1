package io.hubmeter.bench.faults.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A link from a port to another, both of the loopback interface, that can be cut, be held up or be slow. */
public final class TcpProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int CONNECT_MS = 1_000;
    private static final long LOOK_MS = 10;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.PASS;
    private volatile long delayMs;

    /** What a link does. */
    public enum Mode {
        /** Passes everything on. */
        PASS,
        /** Ends all connections, and takes none: as where a machine is up and its port is closed. */
        REFUSE,
        /** Takes connections, and holds back whatever is sent: as where packets are lost. */
        STALL
    }

    private TcpProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** Starts one between two ports. */
    static TcpProxy start(int port, int target) throws IOException {
        ServerSocket server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        TcpProxy proxy = new TcpProxy(server, target);
        Thread.ofVirtual().name("proxy-" + port).start(proxy::accept);
        return proxy;
    }

    /** Where clients connect. */
    public int port() {
        return server.getLocalPort();
    }

    /** Changes what it does from now on, for the connections that there are too. */
    public void set(Mode changed) {
        mode = changed;
        if (changed == Mode.REFUSE) {
            sockets.forEach(TcpProxy::closeQuietly);
        }
    }

    /** Holds back every piece of what is sent for so long; 0 for not at all. */
    public void delay(long ms) {
        delayMs = ms;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                if (mode == Mode.REFUSE) {
                    near.setSoLinger(true, 0);
                    near.close();
                } else {
                    Thread.ofVirtual().start(() -> join(near));
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    System.err.println("proxy to " + target + ": " + e);
                }
            }
        }
    }

    private void join(Socket near) {
        Socket far = new Socket();
        sockets.add(near);
        sockets.add(far);
        try {
            far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MS);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pump(far, near));
            pump(near, far);
            back.join();
        } catch (IOException e) {
            // The target is away, which is what the other side is to see.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeQuietly(near);
            closeQuietly(far);
            sockets.remove(near);
            sockets.remove(far);
        }
    }

    /** Passes on what comes; both ends are closed with either. */
    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                hold(to);
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // Closed by one side or the other.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeQuietly(from);
        closeQuietly(to);
    }

    private void hold(Socket to) throws InterruptedException {
        if (delayMs > 0) {
            Thread.sleep(delayMs);
        }
        while (mode == Mode.STALL && !to.isClosed()) {
            Thread.sleep(LOOK_MS);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            System.err.println("proxy to " + target + ": " + e);
        }
        sockets.forEach(TcpProxy::closeQuietly);
    }
}
