package io.hubmeter.bench;

import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.measure.Spread;
import io.hubmeter.bench.pages.AdminViews;
import io.hubmeter.bench.pages.PageRounds;
import io.hubmeter.bench.pages.PageRounds.Pace;
import io.hubmeter.bench.pages.PageRounds.Target;
import io.hubmeter.bench.pages.PagesServer;
import java.util.List;
import java.util.Map;

/** What a run of pages found, in Markdown. */
final class PagesReport {
    private static final double AIM_P99_MS = 50;
    private static final double MICROS = 1_000;
    private static final double KIB = 1_024;
    private static final Map<Target, String> NAMES = Map.of(
            Target.BARE_PAGE, "bare, as long as the page",
            Target.PAGE, "**page**",
            Target.PAGE_AGAIN, "page, the same few users",
            Target.BARE_LIVE, "bare, as long as the live part",
            Target.LIVE, "live part",
            Target.REMOTE_PAGE, "page, usage from the query endpoint",
            Target.REMOTE_LIVE, "live part, usage from the query endpoint");

    private final StringBuilder text = new StringBuilder();
    private final Machine machine;
    private final PagesSizes sizes;
    private final Samples samples;
    private final List<String> profile;

    PagesReport(Machine machine, PagesSizes sizes, Samples samples, List<String> profile) {
        this.machine = machine;
        this.sizes = sizes;
        this.samples = samples;
        this.profile = profile;
    }

    String text() {
        line("# Measured: pages");
        line("");
        line(machine.describe());
        line("");
        line("%,d accounts, %,d of whom look at pages, each as likely as any other; %s."
                .formatted(sizes.accounts(), sizes.users(), PagesServer.months()));
        line(
                "Rounds: %d after one to warm up, %d s each. Medians, least and greatest in brackets; ratios round by round."
                        .formatted(sizes.rounds(), sizes.seconds()));
        PageRounds.PACES.forEach(this::views);
        checks();
        admin();
        profile.forEach(this::line);
        return text.toString();
    }

    private void views(Pace pace) {
        heading(
                pace.perSecond() == 0
                        ? "Connections: %d, each looks again at once".formatted(pace.connections())
                        : "Connections: %d, %d views a second in all".formatted(pace.connections(), pace.perSecond()));
        line("| what | KiB | views/s | p50, ms | p99, ms | most, ms | p50 / bare p50 | aim: p99 < %.0f ms |"
                .formatted(AIM_P99_MS));
        line("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        for (Target target : Target.values()) {
            boolean isBare = target == Target.BARE_PAGE || target == Target.BARE_LIVE;
            boolean isLive = target == Target.LIVE || target == Target.REMOTE_LIVE;
            Target bare = isLive ? Target.BARE_LIVE : Target.BARE_PAGE;
            line("| %s | %.0f | %s | %s | %s | %s | %s | %s |"
                    .formatted(
                            NAMES.get(target),
                            spread(pace, target, "bytes").median() / KIB,
                            spread(pace, target, "rate").whole(),
                            millis(spread(pace, target, "p50")),
                            millis(spread(pace, target, "p99")),
                            millis(spread(pace, target, "most")),
                            isBare
                                    ? "1"
                                    : samples.ratio(
                                                    PageRounds.name(pace, target, "p50"),
                                                    PageRounds.name(pace, bare, "p50"))
                                            .fine(),
                            isBare ? "" : met(spread(pace, target, "p99").median() / MICROS < AIM_P99_MS)));
        }
    }

    private void checks() {
        heading("Checks of tokens at the hub");
        double users = one(PagesServer.CHECKS + "-users");
        double seconds = one(PagesServer.CHECKS + "-seconds");
        double checks = one(PagesServer.CHECKS);
        double allowed = users * (1 + Math.floor(seconds / 60));
        line("%.0f users looked %,.0f times in %.0f s: %.0f checks, at most %.0f if each costs one a minute: %s."
                .formatted(
                        users, one(PagesServer.CHECKS + "-views"), seconds, checks, allowed, met(checks <= allowed)));
    }

    private void admin() {
        heading("Pages of admins");
        line("From the first view to the end of the count of %,d accounts: %,.0f ms."
                .formatted(sizes.accounts(), one(AdminViews.COUNT)));
        line("");
        line("| overview | KiB | p50, ms | p99, ms |");
        line("| --- | ---: | ---: | ---: |");
        for (AdminViews.Look look : AdminViews.LOOKS) {
            line("| `admin%s` | %.0f | %.1f | %.1f |"
                    .formatted(
                            look.query(),
                            one(look.name() + "/bytes") / KIB,
                            one(look.name() + "/p50") / MICROS,
                            one(look.name() + "/p99") / MICROS));
        }
    }

    private Spread spread(Pace pace, Target target, String figure) {
        return samples.spread(PageRounds.name(pace, target, figure));
    }

    private double one(String name) {
        return samples.spread(name).median();
    }

    private static String millis(Spread micros) {
        return "%.1f (%.1f–%.1f)"
                .formatted(micros.median() / MICROS, micros.least() / MICROS, micros.greatest() / MICROS);
    }

    private static String met(boolean isMet) {
        return isMet ? "met" : "**missed**";
    }

    private void heading(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
