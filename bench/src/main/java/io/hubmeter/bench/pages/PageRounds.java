package io.hubmeter.bench.pages;

import io.hubmeter.bench.measure.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A child process: looks at pages and at bare ones beside them by turns. Arguments: rounds, seconds of one run, then the words
 * of {@link PagesServer#READY}.
 */
public final class PageRounds {
    /** What is looked at; the same few views again need no check of a token, but for one a minute. */
    public enum Target {
        /** As many fixed bytes as the page has. */
        BARE_PAGE,
        /** The page of anybody. */
        PAGE,
        /** The page of a few, again and again. */
        PAGE_AGAIN,
        /** As many fixed bytes as the live part has. */
        BARE_LIVE,
        /** The live part of anybody's page. */
        LIVE,
        /** The page of anybody, usage from the query endpoint. */
        REMOTE_PAGE,
        /** The live part of it. */
        REMOTE_LIVE
    }

    /**
     * How it is looked at.
     *
     * @param perSecond 0 if each connection looks again as soon as it has been answered
     */
    public record Pace(int connections, int perSecond) {}

    /** The paces that are measured. */
    public static final List<Pace> PACES = List.of(new Pace(1, 0), new Pace(16, 50), new Pace(16, 0));

    private static final int FEW = 100;

    private PageRounds() {}

    /** A measured figure's name. */
    public static String name(Pace pace, Target target, String figure) {
        return "%d/%d/%s/%s".formatted(pace.connections(), pace.perSecond(), target, figure);
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        Duration bound = Duration.ofSeconds(Long.parseLong(args[1]));
        Ports ports = new Ports(
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]),
                Integer.parseInt(args[5]),
                Integer.parseInt(args[6]));
        List<String> cookies = Files.readAllLines(Path.of(args[7]));
        for (int round = 0; round <= rounds; round++) {
            for (Pace pace : PACES) {
                for (Target target : Target.values()) {
                    measure(round, pace, target, ports, cookies, bound);
                }
            }
            System.err.println(round == 0 ? "warmed up" : "pages: round " + round + " of " + rounds);
        }
    }

    private record Ports(int local, int remote, int barePage, int bareLive) {
        int of(Target target) {
            return switch (target) {
                case PAGE, PAGE_AGAIN, LIVE -> local;
                case REMOTE_PAGE, REMOTE_LIVE -> remote;
                case BARE_PAGE -> barePage;
                case BARE_LIVE -> bareLive;
            };
        }
    }

    private static void measure(int round, Pace pace, Target target, Ports ports, List<String> cookies, Duration bound)
            throws InterruptedException {
        boolean isLive = target == Target.LIVE || target == Target.REMOTE_LIVE || target == Target.BARE_LIVE;
        List<String> lookers =
                target == Target.PAGE_AGAIN ? cookies.subList(0, Math.min(FEW, cookies.size())) : cookies;
        PageLoad.Outcome outcome = new PageLoad(
                        ports.of(target),
                        isLive ? PagesServer.LIVE : PagesServer.PAGE,
                        lookers,
                        pace.connections(),
                        pace.perSecond(),
                        bound)
                .run(round);
        if (round > 0) {
            Samples.print(name(pace, target, "rate"), outcome.perSecond());
            Samples.print(name(pace, target, "p50"), outcome.p50Micros());
            Samples.print(name(pace, target, "p99"), outcome.p99Micros());
            Samples.print(name(pace, target, "most"), outcome.mostMicros());
            Samples.print(name(pace, target, "bytes"), outcome.bytes());
        }
    }
}
