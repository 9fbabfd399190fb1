package io.hubmeter.standalone.kubernetes;

import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real API server and, beside it, a platform that meters its pods. */
record RealCluster(KubeApiServer server, Standalone standalone) implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(60);

    /** Starts both; the calling test is skipped if the API server's programs are not there. */
    static RealCluster start(Path folder, List<String> flags) throws IOException, InterruptedException {
        KubeApiServer server = KubeApiServer.start(flags);
        Standalone standalone = Standalone.start(StandaloneConfig.in(folder.resolve("platform")));
        standalone.await("stream processor", BOUND, standalone.streams()::isRunning);
        return new RealCluster(server, standalone);
    }

    @Override
    public void close() throws IOException {
        standalone.close();
        server.close();
    }
}
