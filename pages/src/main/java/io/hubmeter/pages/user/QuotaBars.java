package io.hubmeter.pages.user;

import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.outlook.Returning;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The limits of an account as bars, then what it used without one. */
final class QuotaBars {
    /** For how long back use without a limit is shown, and use is drawn day by day. */
    static final Duration SHOWN = Duration.ofDays(30);

    /** What people run out of first comes first. */
    static final Comparator<Resource> RESOURCES =
            Comparator.comparingInt(QuotaBars::rank).thenComparing(Comparator.naturalOrder());

    private static final List<Resource> FIRST = List.of(Resource.MEMORY, Resource.GPU, Resource.CPU);
    private static final Comparator<Standing> ORDER = Comparator.comparing(
                    (Standing standing) -> standing.limit().resource(), RESOURCES)
            .thenComparing(standing -> standing.limit().window());
    private static final long HOUR_MS = Duration.ofHours(1).toMillis();
    private static final int HUNDRED = 100;
    private static final int NEARLY = 90;

    private final UserFacts facts;
    private final Phrases phrases;

    private QuotaBars(UserFacts facts, Phrases phrases) {
        this.facts = facts;
        this.phrases = phrases;
    }

    static List<QuotaBar> of(UserFacts facts, Phrases phrases) {
        QuotaBars bars = new QuotaBars(facts, phrases);
        List<QuotaBar> all = new ArrayList<>();
        facts.assessment().standings().stream().sorted(ORDER).forEach(standing -> all.add(bars.bar(standing)));
        all.addAll(bars.unlimited());
        return all;
    }

    private static int rank(Resource resource) {
        int index = FIRST.indexOf(resource);
        return index < 0 ? FIRST.size() : index;
    }

    private QuotaBar bar(Standing standing) {
        Limit limit = standing.limit();
        Resource resource = limit.resource();
        BigInteger amount = limit.amount();
        if (amount == null) {
            return unlimited(resource, limit.window(), standing.used());
        }
        int percent = Phrases.percent(standing.used(), amount);
        BigDecimal filled = share(standing.used(), amount);
        BigDecimal next = share(standing.rate().multiply(BigInteger.valueOf(HOUR_MS)), amount)
                .min(BigDecimal.valueOf(HUNDRED).subtract(filled));
        return new QuotaBar(
                Phrases.title(resource),
                "per " + Phrases.window(limit.window()),
                left(standing, amount),
                new Exact(
                        phrases.number(resource, standing.used()),
                        phrases.amount(resource, standing.used()).exact()),
                phrases.limit(resource, amount) + " " + resource.displayHours(),
                percent,
                filled.toPlainString(),
                next.toPlainString(),
                back(limit),
                tone(percent),
                !facts.isEnforced(standing),
                origin(standing.entitled().origin()));
    }

    private Exact left(Standing standing, BigInteger amount) {
        if (amount.signum() == 0) {
            return new Exact("None for you", "0 " + standing.limit().resource().displayHours());
        }
        Exact left = phrases.amount(standing.limit().resource(), Objects.requireNonNull(standing.remaining()));
        return new Exact(left.words() + " left", left.exact());
    }

    private static String origin(String origin) {
        return switch (origin) {
            case "default" -> "";
            case "user" -> "set for you";
            default -> origin;
        };
    }

    private Tone tone(int percent) {
        if (percent >= HUNDRED) {
            return Tone.OVER;
        }
        int last = facts.rules().warnings().stream().reduce(0, Math::max);
        return percent >= Math.max(NEARLY, last) ? Tone.NEAR : Tone.CALM;
    }

    /** In percent with one decimal, at the most 100; what is more than nothing is seen. */
    private static BigDecimal share(BigInteger part, BigInteger whole) {
        if (part.signum() == 0) {
            return BigDecimal.ZERO;
        }
        if (whole.signum() == 0) {
            return BigDecimal.valueOf(HUNDRED);
        }
        return new BigDecimal(part.multiply(BigInteger.valueOf(HUNDRED)))
                .divide(new BigDecimal(whole), 1, RoundingMode.DOWN)
                .max(new BigDecimal("0.5"))
                .min(BigDecimal.valueOf(HUNDRED));
    }

    /** What comes back next, all of one day together. */
    private @Nullable Exact back(Limit limit) {
        MeterHistory history = facts.history();
        if (history == null) {
            return null;
        }
        Resource resource = limit.resource();
        return Returning.byDay(Returning.of(history, resource, limit.window(), facts.at()), phrases.zone()).stream()
                .findFirst()
                .map(next -> back(resource, next))
                .orElse(null);
    }

    private Exact back(Resource resource, Returning next) {
        String amount = "+" + phrases.number(resource, next.amount());
        String exact = phrases.amount(resource, next.amount()).exact();
        return next.from().equals(facts.at())
                ? new Exact(amount + " until " + phrases.at(next.until()), exact + " until " + next.until())
                : new Exact(amount + " " + phrases.from(next.from()), exact + " from " + next.from());
    }

    private List<QuotaBar> unlimited() {
        MeterHistory history = facts.history();
        if (history == null) {
            return List.of();
        }
        Set<Resource> limited = facts.assessment().standings().stream()
                .map(standing -> standing.limit().resource())
                .collect(Collectors.toSet());
        Quantities used = history.usage(SHOWN, facts.at());
        return used.asMap().entrySet().stream()
                .filter(entry -> !limited.contains(entry.getKey()))
                .map(entry -> unlimited(entry.getKey(), SHOWN, entry.getValue()))
                .toList();
    }

    private QuotaBar unlimited(Resource resource, Duration window, BigInteger used) {
        return new QuotaBar(
                Phrases.title(resource),
                "last " + Phrases.window(window),
                new Exact("No limit", "counted, not limited"),
                phrases.amount(resource, used),
                null,
                0,
                "0",
                "0",
                null,
                Tone.CALM,
                false,
                "");
    }
}
