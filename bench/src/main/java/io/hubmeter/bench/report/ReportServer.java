package io.hubmeter.bench.report;

import com.sun.net.httpserver.HttpServer;
import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.access.AccessToken;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Token;
import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.platform.EndOfInput;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A child process: a store full of rows, the decision API over it, and beside it a server that only reads all rows. Arguments: accounts,
 * days, a folder. It says {@link #READY}, the two ports and the token.
 */
public final class ReportServer {
    /** The first word of what it says when it is ready. */
    public static final String READY = "ready";
    /** The figure's name of the most that was left of the heap by a collection, in MiB. */
    public static final String HEAP = "heap";

    private static final double MIB = 1 << 20;
    private static final int LOOK_MS = 50;

    private ReportServer() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int accounts = Integer.parseInt(args[0]);
        int days = Integer.parseInt(args[1]);
        Instant now = RowStore.FIRST.plus(Duration.ofDays(days + 1L));
        Token token = Token.create(new java.security.SecureRandom());
        try (RowStore store = new RowStore(Path.of(args[2]), accounts, days)) {
            store.fill();
            System.err.printf("store holds %,d rows%n", (long) accounts * days);
            RowView view = new RowView(store, now);
            AccessTokens tokens =
                    AccessTokens.of(java.util.List.of(new AccessToken(new Caller.Admin("bench"), token.sha256())));
            AtomicLong mostBytes = new AtomicLong();
            try (ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
                    DecisionApi api = DecisionApi.start(
                            DecisionApiConfig.onLoopback(0, tokens),
                            view,
                            DecisionLog.NONE,
                            grant -> {
                                throw new UnsupportedOperationException("grants are not measured");
                            },
                            InstantSource.fixed(now))) {
                var looking = looks.scheduleAtFixedRate(
                        () -> mostBytes.accumulateAndGet(leftByCollections(), Math::max),
                        0,
                        LOOK_MS,
                        TimeUnit.MILLISECONDS);
                HttpServer scans = scans(view, now);
                System.out.println(READY
                        + ' '
                        + api.uri().getPort()
                        + ' '
                        + scans.getAddress().getPort()
                        + ' '
                        + token.reveal());
                EndOfInput.await();
                looking.cancel(false);
                scans.stop(0);
                Samples.print(HEAP, mostBytes.get() / MIB);
            }
        }
        System.exit(0);
    }

    /** Counts the rows, one by one. */
    private static HttpServer scans(RowView view, Instant to) throws java.io.IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            long[] count = {0};
            try (Stream<UsageRow> rows = view.rows(new RowQuery(Period.DAY, RowStore.FIRST, to, null, null))) {
                rows.forEach(row -> count[0]++);
            }
            byte[] answer = Long.toString(count[0]).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static long leftByCollections() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(java.util.Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}
