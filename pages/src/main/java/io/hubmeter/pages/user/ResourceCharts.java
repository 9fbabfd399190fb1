package io.hubmeter.pages.user;

import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.outlook.DayUsage;
import io.hubmeter.core.outlook.Returning;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The days of an account, drawn resource by resource: those that have a limit, and those that were used. */
final class ResourceCharts {
    /** How many days are drawn, today among them. */
    static final int DAYS = 30;

    private static final Duration SOON = Duration.ofDays(7);
    private static final int MOST_BACK = 5;
    private static final int LABEL_EVERY = 7;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    /** Room above the highest bar for its number. */
    private static final BigDecimal DRAWN = BigDecimal.valueOf(90);

    private final UserFacts facts;
    private final Phrases phrases;
    private final MeterHistory history;
    private final List<DayUsage> days;

    private ResourceCharts(UserFacts facts, Phrases phrases, MeterHistory history) {
        this.facts = facts;
        this.phrases = phrases;
        this.history = history;
        this.days = days(facts, phrases, history);
    }

    /** One chart for each resource; none if the history is too long to show. */
    static List<ResourceChart> of(UserFacts facts, Phrases phrases) {
        MeterHistory history = facts.history();
        return history == null ? List.of() : new ResourceCharts(facts, phrases, history).charts();
    }

    /** The days that are drawn. */
    static List<DayUsage> days(UserFacts facts, Phrases phrases, MeterHistory history) {
        return DayUsage.of(history, firstDay(facts.at(), phrases), phrases.zone(), facts.at());
    }

    /** The first day that is drawn. */
    static LocalDate firstDay(Instant at, Phrases phrases) {
        return at.atZone(phrases.zone()).toLocalDate().minusDays(DAYS - 1L);
    }

    /** What is limited and what was used, in the order of the quotas. */
    static List<Resource> resources(UserFacts facts, List<DayUsage> days) {
        TreeSet<Resource> resources = new TreeSet<>(QuotaBars.RESOURCES);
        for (Standing standing : facts.assessment().standings()) {
            boolean isNever = BigInteger.ZERO.equals(standing.limit().amount())
                    && standing.used().signum() == 0;
            if (!isNever) {
                resources.add(standing.limit().resource());
            }
        }
        days.forEach(day -> resources.addAll(day.used().asMap().keySet()));
        return List.copyOf(resources);
    }

    private List<ResourceChart> charts() {
        List<Resource> resources = resources(facts, days);
        List<ResourceChart> charts = new ArrayList<>();
        for (int i = 0; i < resources.size(); i++) {
            charts.add(chart("chart-" + i, resources.get(i)));
        }
        return charts;
    }

    private ResourceChart chart(String id, Resource resource) {
        Limit limit = longest(resource);
        BigDecimal most = days.stream()
                .map(day -> resource.hours(day.used().get(resource), 6))
                .max(Comparator.naturalOrder())
                .orElse(BigDecimal.ZERO);
        Scale scale = Scale.upTo(most);
        List<ResourceChart.Bar> bars = new ArrayList<>();
        for (int i = 0; i < days.size(); i++) {
            ResourceChart.Bar bar = bar(resource, i, scale, most, limit);
            bars.add(bar);
        }
        return new ResourceChart(
                id, Phrases.title(resource), resource.displayHours(), bars, lines(scale), back(resource, limit));
    }

    /** The longest window decides when use has come back for good. */
    private @Nullable Limit longest(Resource resource) {
        return facts.assessment().standings().stream()
                .map(Standing::limit)
                .filter(limit -> limit.resource().equals(resource) && !limit.isUnlimited())
                .max(Comparator.comparing(Limit::window))
                .orElse(null);
    }

    private boolean isBackSoon(DayUsage day, Limit limit) {
        return !day.until().plus(limit.window()).isAfter(facts.at().plus(SOON));
    }

    private ResourceChart.Bar bar(Resource resource, int index, Scale scale, BigDecimal most, @Nullable Limit limit) {
        DayUsage day = days.get(index);
        BigInteger amount = day.used().get(resource);
        BigDecimal hours = resource.hours(amount, 6);
        BigDecimal slot = HUNDRED.divide(BigDecimal.valueOf(DAYS), 4, RoundingMode.HALF_EVEN);
        BigDecimal left = slot.multiply(BigDecimal.valueOf(index));
        BigDecimal height = amount.signum() == 0
                ? BigDecimal.ZERO
                : hours.multiply(DRAWN)
                        .divide(scale.top(), 2, RoundingMode.HALF_EVEN)
                        .max(BigDecimal.ONE);
        int ago = days.size() - 1 - index;
        boolean isToday = ago == 0;
        return new ResourceChart.Bar(
                phrases.date(day.date()),
                isToday ? "today" : ago % LABEL_EVERY == 0 ? phrases.shortDay(day.date()) : "",
                phrases.amount(resource, amount),
                text(left.add(slot.multiply(new BigDecimal("0.18")))),
                text(left.add(slot.divide(BigDecimal.TWO, 4, RoundingMode.HALF_EVEN))),
                text(HUNDRED.subtract(height)),
                text(height),
                limit != null && amount.signum() > 0 && isBackSoon(day, limit),
                amount.signum() > 0 && (isToday || hours.compareTo(most) == 0) ? phrases.number(resource, amount) : "");
    }

    private List<ResourceChart.Line> lines(Scale scale) {
        return scale.ticks().stream()
                .map(tick -> new ResourceChart.Line(
                        text(HUNDRED.subtract(tick.multiply(DRAWN).divide(scale.top(), 2, RoundingMode.HALF_EVEN))),
                        phrases.decimals(tick, scale.decimals(), scale.decimals())))
                .toList();
    }

    private List<ResourceChart.Back> back(Resource resource, @Nullable Limit limit) {
        if (limit == null) {
            return List.of();
        }
        List<Returning> all = Returning.of(history, resource, limit.window(), facts.at());
        return Returning.byDay(all, phrases.zone()).stream()
                .limit(MOST_BACK)
                .map(next -> back(resource, next))
                .toList();
    }

    private ResourceChart.Back back(Resource resource, Returning next) {
        String until = phrases.clock(next.until()).words();
        boolean isNow = next.from().equals(facts.at());
        return new ResourceChart.Back(
                phrases.day(next.from()),
                new Exact(
                        "+" + phrases.number(resource, next.amount()),
                        "+" + phrases.amount(resource, next.amount()).exact()),
                isNow ? "until " + until : phrases.clock(next.from()).words() + " to " + until,
                "used "
                        + phrases.shortDay(
                                next.usedFrom().atZone(phrases.zone()).toLocalDate()));
    }

    private static String text(BigDecimal value) {
        return value.setScale(2, RoundingMode.HALF_EVEN).stripTrailingZeros().toPlainString();
    }
}
