package io.hubmeter.pages.text;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How one reader reads: English words, numbers as the reader's locale writes them, instants in the reader's time zone and told
 * from now.
 *
 * @param locale for the decimal sign and for thousands
 * @param zone for calendar days and the time of day
 * @param now what "today" is told from
 */
public record Phrases(Locale locale, ZoneId zone, Instant now) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter DAY_OF_YEAR = DateTimeFormatter.ofPattern("EEE d MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter SHORT_DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
    private static final long MINUTES_ONLY = 90;
    private static final long HOURS_ONLY_FROM = 10;
    private static final long DAYS_FROM_HOURS = 48;
    private static final long FAR_DAYS = 330;
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);
    /** Sizes of servers are told in this order. */
    private static final List<Resource> FIRST = List.of(Resource.CPU, Resource.MEMORY, Resource.GPU);

    /** A length of time, rounded down: {@code 39 min}, {@code 2 h 28 min}, {@code 31 h}, {@code 3 days 4 h}. */
    public static String duration(Duration duration) {
        long minutes = duration.toMinutes();
        if (minutes < 1) {
            return "less than 1 min";
        }
        if (minutes < MINUTES_ONLY) {
            return minutes + " min";
        }
        long hours = minutes / 60;
        if (hours < DAYS_FROM_HOURS) {
            long rest = hours < HOURS_ONLY_FROM ? minutes % 60 : 0;
            return hours + " h" + (rest == 0 ? "" : " " + rest + " min");
        }
        long days = hours / 24;
        return days + " days" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
    }

    /** The length of a window, of which limits have whole ones: {@code 30 days}, {@code day}, {@code 12 hours}. */
    public static String window(Duration window) {
        long minutes = window.toMinutes();
        if (minutes % 1_440 == 0) {
            return counted(minutes / 1_440, "day");
        }
        return minutes % 60 == 0 ? counted(minutes / 60, "hour") : counted(minutes, "minute");
    }

    private static String counted(long count, String unit) {
        return count == 1 ? unit : count + " " + unit + "s";
    }

    /** An instant within a sentence, to the minute: {@code today at 14:02}, {@code Wed 18 Nov, 08:25}. */
    public Exact at(Instant instant) {
        ZonedDateTime local = instant.atZone(zone);
        return new Exact(
                switch (daysAhead(local.toLocalDate())) {
                    case 0 -> "today at " + CLOCK.format(local);
                    case 1 -> "tomorrow at " + CLOCK.format(local);
                    case -1 -> "yesterday at " + CLOCK.format(local);
                    default -> date(local.toLocalDate()) + ", " + CLOCK.format(local);
                },
                instant.toString());
    }

    /** An instant from which on something can be done, rounded up to the minute: {@code tomorrow, Wed 18 Nov, from 08:25}. */
    public Exact from(Instant instant) {
        ZonedDateTime local = ceilToMinute(instant).atZone(zone);
        String clock = CLOCK.format(local);
        return new Exact(
                switch (daysAhead(local.toLocalDate())) {
                    case 0 -> "today from " + clock;
                    case 1 -> "tomorrow, " + date(local.toLocalDate()) + ", from " + clock;
                    default -> date(local.toLocalDate()) + ", from " + clock;
                },
                instant.toString());
    }

    /** The same in a narrow column: {@code tomorrow, 08:16}. */
    public Exact shortFrom(Instant instant) {
        ZonedDateTime local = ceilToMinute(instant).atZone(zone);
        String day = switch (daysAhead(local.toLocalDate())) {
            case 0 -> "today";
            case 1 -> "tomorrow";
            default -> date(local.toLocalDate());
        };
        return new Exact(day + ", " + CLOCK.format(local), instant.toString());
    }

    private static Instant ceilToMinute(Instant instant) {
        Instant minute = instant.truncatedTo(ChronoUnit.MINUTES);
        return minute.equals(instant) ? minute : minute.plus(1, ChronoUnit.MINUTES);
    }

    /** The time of day to the minute, in 24 hours. */
    public Exact clock(Instant instant) {
        return new Exact(CLOCK.format(instant.atZone(zone)), instant.toString());
    }

    /** The time of day to the second. */
    public Exact seconds(Instant instant) {
        return new Exact(SECONDS.format(instant.atZone(zone)), instant.toString());
    }

    /** A day at the beginning of a line: {@code Today}, {@code Tomorrow, Wed 18 Nov}, {@code Thu 19 Nov}. */
    public String day(Instant instant) {
        LocalDate date = instant.atZone(zone).toLocalDate();
        return switch (daysAhead(date)) {
            case 0 -> "Today";
            case 1 -> "Tomorrow, " + date(date);
            default -> date(date);
        };
    }

    /** A day in the narrow room of a chart: {@code 18 Oct}. */
    public String shortDay(LocalDate date) {
        return SHORT_DAY.format(date);
    }

    /** A day with its weekday, and with its year where that is another one: {@code Wed 18 Nov}. */
    public String date(LocalDate date) {
        return (Math.abs(daysAhead(date)) < FAR_DAYS ? DAY : DAY_OF_YEAR).format(date);
    }

    private int daysAhead(LocalDate date) {
        return Math.toIntExact(ChronoUnit.DAYS.between(now.atZone(zone).toLocalDate(), date));
    }

    /** An amount without its unit, with one decimal; what is too little for that is {@code <0.1}. */
    public String number(Resource resource, BigInteger amount) {
        BigDecimal hours = resource.hours(amount, 1);
        return hours.signum() == 0 && amount.signum() != 0
                ? (amount.signum() < 0 ? "-" : "") + "<" + decimals(new BigDecimal("0.1"), 1, 1)
                : decimals(hours, 1, 1);
    }

    /** An amount of a limit, which people wrote with as many decimals as they wanted: {@code 60}, {@code 0.5}. */
    public String limit(Resource resource, BigInteger amount) {
        return decimals(resource.hours(amount, 6), 0, 6);
    }

    /** An amount with its unit, {@code 50.1 GiB-hours}; exactly on demand. */
    public Exact amount(Resource resource, BigInteger amount) {
        return new Exact(
                number(resource, amount) + " " + resource.displayHours(),
                decimals(resource.hours(amount, 9), 0, 9) + " " + resource.displayHours());
    }

    /** A rate with its unit: {@code 4 GiB}, {@code 0.5 CPU}. */
    public String rate(Resource resource, BigInteger rate) {
        String number = decimals(resource.displayRate(rate, 2), 0, 2);
        return (number.equals("0") && rate.signum() > 0 ? "<" + decimals(new BigDecimal("0.01"), 2, 2) : number)
                + " "
                + unit(resource);
    }

    private static String unit(Resource resource) {
        return resource.equals(Resource.CPU) ? "CPU" : resource.displayUnit();
    }

    /** The size of a server: {@code 2 CPU · 4 GiB · 1 GPU}. */
    public String size(Quantities rates) {
        return rates.asMap().entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> rank(entry.getKey())))
                .map(entry -> rate(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(" · "));
    }

    private static int rank(Resource resource) {
        int index = FIRST.indexOf(resource);
        return index < 0 ? FIRST.size() : index;
    }

    /** How much of a limit is used, rounded down, so that it is 100 only if nothing is left. */
    public static int percent(BigInteger used, BigInteger limit) {
        if (limit.signum() == 0) {
            return used.signum() > 0 ? 100 : 0;
        }
        return used.multiply(HUNDRED).divide(limit).min(BigInteger.valueOf(999)).intValue();
    }

    /** What a resource is called: {@code Memory}, {@code CPU}, {@code GPU}, else its own name. */
    public static String title(Resource resource) {
        return switch (resource.name()) {
            case "memory" -> "Memory";
            case "cpu" -> "CPU";
            case "gpu" -> "GPU";
            default -> resource.name();
        };
    }

    /** The same within a sentence: {@code memory}. */
    public static String noun(Resource resource) {
        return resource.equals(Resource.MEMORY) ? "memory" : title(resource);
    }

    /** A whole number with its thousands apart. */
    public String count(long count) {
        return NumberFormat.getIntegerInstance(locale).format(count);
    }

    /** A number of the reader's locale. */
    public String decimals(BigDecimal value, int least, int most) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(least);
        format.setMaximumFractionDigits(most);
        format.setRoundingMode(RoundingMode.HALF_EVEN);
        return format.format(value);
    }
}
