package io.hubmeter.bench.decision;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.access.AccessToken;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.bench.http.BareServer;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.platform.BenchPolicies;
import io.hubmeter.bench.platform.EndOfInput;
import io.hubmeter.bench.platform.FilledStores;
import io.hubmeter.bench.platform.MeterFill;
import io.hubmeter.bench.profile.CpuProfile;
import io.hubmeter.standalone.DecisionTopic;
import io.hubmeter.standalone.LocalUsageView;
import io.hubmeter.streams.StreamsApp;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * The decision API over stores that hold many accounts, and a bare server beside it. As a child process it says on which ports
 * the two listen, and goes on until its input ends. Arguments: accounts, readings of each, whether to profile.
 */
public final class DecisionServer implements AutoCloseable {
    /** The first word of the line that names the two ports. */
    public static final String READY = "ready";

    /** The application id of the stream processor. */
    public static final String APPLICATION = "hubmeter";

    private final DecisionApi api;
    private final BareServer bare;
    private final Duration restored;

    private DecisionServer(DecisionApi api, BareServer bare, Duration restored) {
        this.api = api;
        this.bare = bare;
        this.restored = restored;
    }

    /** Fills the stores and starts both servers; they end before the platform does. */
    public static DecisionServer start(BenchPlatform platform, int accounts, int readings)
            throws InterruptedException, IOException {
        return start(platform, accounts, readings, InstantSource.fixed(MeterFill.NOW));
    }

    /**
     * The same with a clock that may go on.
     *
     * @param clock what decisions call now, {@link MeterFill#NOW} or shortly after it
     */
    public static DecisionServer start(BenchPlatform platform, int accounts, int readings, InstantSource clock)
            throws InterruptedException, IOException {
        MeterFill.write(platform, APPLICATION, accounts, number -> readings);
        long beganNs = System.nanoTime();
        StreamsApp streams = FilledStores.start(platform, APPLICATION, BenchPolicies.twoWindows());
        Duration restored = Duration.ofNanos(System.nanoTime() - beganNs);
        DecisionTopic log = platform.own(DecisionTopic.of(platform.bootstrapServers(), platform.registry()));
        DecisionApi api = DecisionApi.start(
                DecisionApiConfig.onLoopback(0, tokens()),
                new LocalUsageView(streams.queries()),
                log,
                grant -> {
                    throw new UnsupportedOperationException("grants are not measured");
                },
                clock);
        platform.own(api);
        byte[] answer = LoadRun.answer(api.uri().getPort(), Question.body(1, BenchPolicies.LONG));
        return new DecisionServer(api, platform.own(BareServer.start("application/json", answer)), restored);
    }

    private static AccessTokens tokens() {
        return AccessTokens.of(List.of(new AccessToken(new Caller.Admin("bench"), Question.TOKEN.sha256())));
    }

    /** Where the decision API listens. */
    public int apiPort() {
        return api.uri().getPort();
    }

    /** Where the bare server listens. */
    public int barePort() {
        return bare.port();
    }

    /** From the start of the stream processor, which knew nothing, to its first answer. */
    public Duration restored() {
        return restored;
    }

    @Override
    public void close() {
        bare.close();
        api.close();
    }

    /** Runs it as a child process. */
    public static void main(String[] args) throws Exception {
        int accounts = Integer.parseInt(args[0]);
        int readings = Integer.parseInt(args[1]);
        try (BenchPlatform platform = BenchPlatform.start()) {
            DecisionServer server = start(platform, accounts, readings);
            System.err.printf("stores hold %d readings of each of %,d accounts%n", readings, accounts);
            try (CpuProfile profile = Boolean.parseBoolean(args[2]) ? CpuProfile.start() : CpuProfile.NONE) {
                System.out.println(READY + ' ' + server.apiPort() + ' ' + server.barePort());
                EndOfInput.await();
                Footprint.of(platform.stateFolder()).print(accounts, server.restored());
                profile.print("decisions, %,d accounts".formatted(accounts));
            }
        }
        // Threads of a broker that did not stop must not keep the process.
        System.exit(0);
    }
}
