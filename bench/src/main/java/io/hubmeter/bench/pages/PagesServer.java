package io.hubmeter.bench.pages;

import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.view.RemoteUsageConfig;
import io.hubmeter.api.view.RemoteUsageView;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.bench.http.BareServer;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.platform.BenchPolicies;
import io.hubmeter.bench.platform.EndOfInput;
import io.hubmeter.bench.platform.FilledStores;
import io.hubmeter.bench.platform.MeterFill;
import io.hubmeter.bench.profile.CpuProfile;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.pages.FakeHub;
import io.hubmeter.pages.PagePorts;
import io.hubmeter.pages.Pages;
import io.hubmeter.pages.PagesConfig;
import io.hubmeter.pages.http.PageBounds;
import io.hubmeter.pages.hub.Admins;
import io.hubmeter.pages.hub.HubSite;
import io.hubmeter.pages.hub.ServiceToken;
import io.hubmeter.pages.user.ServerSize;
import io.hubmeter.standalone.LocalUsageView;
import io.hubmeter.streams.StreamsApp;
import io.hubmeter.streams.query.QueryEndpoint;
import io.hubmeter.streams.query.QueryEndpointConfig;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The pages over stores that hold many accounts, twice: with usage from the stores of the process, and with usage from the query
 * endpoint; and bare servers beside them. As a child process it logs users in and says where everything is, goes on until its
 * input ends, and then measures by itself what needs no load: checks of tokens, and the pages of admins. Arguments: accounts,
 * users, seconds for which the same few look again and again, whether to profile.
 */
public final class PagesServer {
    /** The first word of the line that names the ports, of local and remote pages and of the bare ones, and the file of cookies. */
    public static final String READY = "ready";

    /** The user's page. */
    static final String PAGE = "/services/quota/";
    /** What of it goes on changing. */
    static final String LIVE = PAGE + "live";

    /** What names of measurements of token checks begin with. */
    public static final String CHECKS = "checks";

    static final String HUB = "default";

    private static final String APPLICATION = "hubmeter";
    private static final List<String> SCOPES = List.of("access:services!service=quota");
    private static final int FEW = 16;

    private final BenchPlatform platform;
    private final InstantSource clock;
    private final FakeHub hub;

    private PagesServer(BenchPlatform platform) throws IOException {
        this.platform = platform;
        long startNs = System.nanoTime();
        this.clock = () -> MeterFill.NOW.plusNanos(System.nanoTime() - startNs);
        this.hub = platform.own(FakeHub.start());
    }

    /** What months are like, in words. */
    public static String months() {
        return "a month has %d to %d readings, one in %d has %,d"
                .formatted(Crowd.LEAST_READINGS, Crowd.MOST_READINGS, Crowd.BUSY_EVERY, Crowd.BUSY_READINGS);
    }

    /** Runs it as a child process. */
    public static void main(String[] args) throws Exception {
        Crowd crowd = new Crowd(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        Duration steady = Duration.ofSeconds(Long.parseLong(args[2]));
        try (BenchPlatform platform = BenchPlatform.start()) {
            Policy policy = BenchPolicies.twoWindows();
            new MonthFill(platform, APPLICATION, policy, crowd).write();
            StreamsApp streams = FilledStores.start(platform, APPLICATION, policy);
            System.err.printf("stores hold %,d accounts%n", crowd.accounts());
            new PagesServer(platform).serve(streams, crowd, steady, Boolean.parseBoolean(args[3]));
        }
        // Threads of a broker that did not stop must not keep the process.
        System.exit(0);
    }

    private void serve(StreamsApp streams, Crowd crowd, Duration steady, boolean isProfiled) throws Exception {
        heartbeats();
        Pages local = pages(new LocalUsageView(streams.queries()));
        QueryEndpoint endpoint = platform.own(streams.listen(QueryEndpointConfig.onLoopback(0)));
        Pages remote = pages(platform.own(new RemoteUsageView(RemoteUsageConfig.of(endpoint.uri()))));
        try (Logins logins = new Logins(hub, local.uri().resolve(PAGE))) {
            List<String> cookies = logins.of(crowd.users(), user -> user(crowd.numberOf(user)));
            Path file = Files.createTempFile("cookies-", ".txt");
            Files.write(file, cookies);
            System.err.printf("%,d users have logged in%n", cookies.size());
            int localPort = local.uri().getPort();
            int bare = bare(localPort, PAGE, cookies.get(1));
            int bareLive = bare(localPort, LIVE, cookies.get(1));
            try (CpuProfile profile = isProfiled ? CpuProfile.start() : CpuProfile.NONE) {
                System.out.printf(
                        "%s %d %d %d %d %s%n", READY, localPort, remote.uri().getPort(), bare, bareLive, file);
                EndOfInput.await();
                profile.print("pages, %,d accounts".formatted(crowd.accounts()));
            }
            checks(localPort, cookies.subList(0, FEW), steady);
            String admin = logins.of(new FakeHub.User("admin", List.of(), true, SCOPES));
            try (CpuProfile profile = isProfiled ? CpuProfile.start() : CpuProfile.NONE) {
                new AdminViews(localPort, admin).measure();
                profile.print("pages of admins, %,d accounts".formatted(crowd.accounts()));
            }
        }
    }

    private Pages pages(UsageView view) {
        HubSite site = new HubSite(HUB, "quota", hub.api(), "/hub/", false, ServiceToken.of(FakeHub.SECRET));
        PagesConfig config = new PagesConfig(
                "127.0.0.1",
                0,
                site,
                Realms.DEFAULT,
                Admins.OF_HUB,
                null,
                ZoneId.of("Europe/Berlin"),
                List.of(size("Small", 0, 2, 8), size("Large", 0, 16, 64), size("GPU", 1, 8, 32)),
                PagesConfig.LONGEST_SESSION,
                true,
                PageBounds.DEFAULT);
        PagePorts ports = new PagePorts(view, new DecisionService(view, DecisionLog.NONE, clock), grant -> {
            throw new UnsupportedOperationException("grants are not measured");
        });
        return platform.own(Pages.start(config, ports, clock));
    }

    private static ServerSize size(String name, int devices, int cores, int gib) {
        TreeMap<Resource, BigInteger> rates = new TreeMap<>(Map.of(
                Resource.CPU, Resource.CPU.rateOf(BigDecimal.valueOf(cores)),
                Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(gib))));
        if (devices > 0) {
            rates.put(Resource.GPU, Resource.GPU.rateOf(BigDecimal.valueOf(devices)));
        }
        return new ServerSize(name, new Request(rates));
    }

    private static FakeHub.User user(int number) {
        return new FakeHub.User(MeterFill.account(number).user(), MonthFill.groups(number), false, SCOPES);
    }

    private int bare(int port, String path, String cookie) throws IOException {
        BareServer server = BareServer.start("text/html; charset=utf-8", PageLoad.answer(port, path, cookie));
        return platform.own(server).port();
    }

    /** As sources do: without news the pages would say that they know nothing new. */
    private void heartbeats() {
        Publisher publisher = platform.own(platform.publisher());
        ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("heartbeats").daemon(true).factory());
        platform.own(beats);
        var _ = beats.scheduleAtFixedRate(
                () -> FilledStores.heartbeat(publisher, clock.instant().truncatedTo(ChronoUnit.MILLIS)),
                0,
                1,
                TimeUnit.SECONDS);
    }

    /** The same few look again and again. */
    private void checks(int port, List<String> cookies, Duration steady) throws InterruptedException {
        int before = hub.checks();
        Instant start = clock.instant();
        PageLoad.Outcome outcome = new PageLoad(port, LIVE, cookies, cookies.size(), 0, steady).run(1);
        Samples.print(CHECKS, hub.checks() - before);
        Samples.print(CHECKS + "-views", outcome.views());
        Samples.print(CHECKS + "-users", cookies.size());
        Samples.print(
                CHECKS + "-seconds", Duration.between(start, clock.instant()).toMillis() / 1e3);
    }
}
