package io.hubmeter.collector.kubernetes.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One API server for all integration tests of a run; each keeps to namespaces of its own. It ends with the JVM. */
public final class SharedApiServer {

    private static @Nullable KubeApiServer server;

    private SharedApiServer() {}

    /** The server, running; the calling test is skipped if its programs are not there. */
    public static synchronized KubeApiServer get() throws InterruptedException {
        try {
            if (server == null) {
                KubeApiServer started = KubeApiServer.start(List.of());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> close(started), "close-shared-api-server"));
                server = started;
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(KubeApiServer server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
