package io.hubmeter.bench.decision;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.access.AccessToken;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.bench.platform.Await;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.platform.BenchPolicies;
import io.hubmeter.bench.profile.CpuProfile;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.standalone.DecisionTopic;
import io.hubmeter.standalone.LocalUsageView;
import io.hubmeter.streams.StreamsApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
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

    private static final String APPLICATION = "hubmeter";
    private static final Duration READY_BOUND = Duration.ofMinutes(5);

    private final DecisionApi api;
    private final BareServer bare;

    private DecisionServer(DecisionApi api, BareServer bare) {
        this.api = api;
        this.bare = bare;
    }

    /** Fills the stores and starts both servers; they end before the platform does. */
    public static DecisionServer start(BenchPlatform platform, int accounts, int readings)
            throws InterruptedException, IOException {
        MeterFill.write(platform, APPLICATION, accounts, readings);
        Policy policy = BenchPolicies.twoWindows();
        try (Publisher publisher = platform.publisher()) {
            publisher.policy(policy, MeterFill.NOW);
            publisher.message(new PodRecord(
                    PodOp.m,
                    null,
                    null,
                    new Heartbeat(List.of(MeterFill.account(0).realm())),
                    new Source("trace/bench", null, 0L, null),
                    MeterFill.NOW));
            publisher.flush();
        }
        StreamsApp streams = platform.own(platform.streams(APPLICATION));
        Await.until(
                streams,
                "stores",
                READY_BOUND,
                () -> streams.isRunning()
                        && streams.queries().isInForce(policy.hash())
                        && streams.queries()
                                .heardAt()
                                .filter(MeterFill.NOW::equals)
                                .isPresent());
        DecisionTopic log = platform.own(DecisionTopic.of(platform.bootstrapServers(), platform.registry()));
        DecisionApi api = DecisionApi.start(
                DecisionApiConfig.onLoopback(0, tokens()),
                new LocalUsageView(streams.queries()),
                log,
                grant -> {
                    throw new UnsupportedOperationException("grants are not measured");
                },
                InstantSource.fixed(MeterFill.NOW));
        platform.own(api);
        byte[] answer = LoadRun.answer(api.uri().getPort(), Question.body(1, BenchPolicies.LONG));
        return new DecisionServer(api, platform.own(BareServer.start(answer)));
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
                awaitEndOfInput();
                profile.print("decisions, %,d accounts".formatted(accounts));
            }
        }
        // Threads of a broker that did not stop must not keep the process.
        System.exit(0);
    }

    private static void awaitEndOfInput() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            while (in.readLine() != null) {
                // What is said does not matter, only that it ends.
            }
        }
    }
}
