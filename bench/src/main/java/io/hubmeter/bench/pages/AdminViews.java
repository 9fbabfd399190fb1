package io.hubmeter.bench.pages;

import io.hubmeter.bench.measure.Samples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What an admin looks at: the first count of everybody, then the overview sorted and narrowed. */
public final class AdminViews {
    /** The measurement of a whole count, in milliseconds. */
    public static final String COUNT = "admin-count";

    /** Name of a measurement, and what is asked for. */
    public record Look(String name, String query) {}

    /** How the overview is looked at. */
    public static final List<Look> LOOKS = List.of(
            new Look("as-it-opens", ""),
            new Look("by-name-page-1000", "?sort=user&order=up&page=1000"),
            new Look("by-time-left-near", "?show=near&sort=runs-out&order=up"),
            new Look("of-a-group", "?group=lab-07&sort=quota&order=down"),
            new Look("search", "?search=9917&sort=running&order=down"));

    private static final String PATH = "/services/quota/admin";
    private static final String COUNTING = "http-equiv=\"refresh\"";
    private static final Duration COUNT_BOUND = Duration.ofMinutes(10);
    private static final Duration LOOK_BOUND = Duration.ofSeconds(2);

    private final int port;
    private final String cookie;

    AdminViews(int port, String cookie) {
        this.port = port;
        this.cookie = cookie;
    }

    /** Measures and prints. */
    void measure() throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (isCounting()) {
            if (System.nanoTime() - start > COUNT_BOUND.toNanos()) {
                throw new IllegalStateException("overview: not counted within " + COUNT_BOUND);
            }
        }
        Samples.print(COUNT, (System.nanoTime() - start) / 1e6);
        for (Look look : LOOKS) {
            PageLoad load = new PageLoad(port, PATH + look.query(), List.of(cookie), 1, 0, LOOK_BOUND);
            var _ = load.run(0);
            PageLoad.Outcome outcome = load.run(1);
            Samples.print(look.name() + "/p50", outcome.p50Micros());
            Samples.print(look.name() + "/p99", outcome.p99Micros());
            Samples.print(look.name() + "/bytes", outcome.bytes());
        }
    }

    /** Whether the count goes on; each answer waits for it up to a second. */
    private boolean isCounting() throws IOException {
        return new String(PageLoad.answer(port, PATH, cookie), StandardCharsets.UTF_8).contains(COUNTING);
    }
}
