package io.hubmeter.core.decision;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.SentenceTemplate;
import io.hubmeter.core.policy.UnknownIs;
import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The answer in words, for the person who asked. */
public final class Sentence {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy 'at' HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Sentence() {}

    /**
     * The sentence of a decision.
     *
     * @param retryAt when the request would pass; null if it would now, or never
     */
    public static String of(
            Decision decision, List<Standing> standings, @Nullable Instant retryAt, Instant at, Wording wording) {
        return switch (decision) {
            case Decision.Permit(List<Standing> overruled) ->
                overruled.isEmpty()
                        ? permitted(standings, at)
                        : "You may start this server, because quotas are not enforced at present. Enforced, they would"
                                + " refuse it. "
                                + refused(longest(overruled), longest(overruled).retryAt(), at);
            case Decision.Deny(List<Standing> reasons) -> denied(longest(reasons), retryAt, at, wording);
            case Decision.Unknown(Decision.Cause cause) -> unknown(cause) + ' ' + meanwhile(wording.unknown());
        };
    }

    private static String denied(Standing standing, @Nullable Instant retryAt, Instant at, Wording wording) {
        String template = wording.denial();
        if (template == null) {
            return refused(standing, retryAt, at);
        }
        Resource resource = standing.limit().resource();
        return SentenceTemplate.fill(template, name -> switch (name) {
            case "sentence" -> refused(standing, retryAt, at);
            case "why" -> why(standing, at);
            case "advice" -> advice(standing, retryAt, at);
            case "user" -> wording.user();
            case "quota" -> inWindow(standing.limit());
            case "origin" -> standing.entitled().origin();
            case "used" -> number(resource, standing.used()) + ' ' + resource.displayHours();
            case "remaining" -> left(standing) + ' ' + resource.displayHours();
            case "refills" -> retryAt == null ? "never" : MINUTE.format(ceilToMinute(retryAt));
            default -> throw new IllegalArgumentException("placeholder: found '" + name + "', expected a known one");
        });
    }

    /** Of several limits in the way, the one that stays there longest: only then does the request pass. */
    private static Standing longest(List<Standing> reasons) {
        return reasons.stream()
                .max(Comparator.comparing(Sentence::inTheWayUntil))
                .orElseThrow();
    }

    private static Instant inTheWayUntil(Standing standing) {
        Instant retryAt = standing.retryAt();
        return retryAt == null ? Instant.MAX : retryAt;
    }

    /** Speaks of limits that the server draws on only: others may run out, but that is not of its doing. */
    private static String permitted(List<Standing> standings, Instant at) {
        Standing tightest = standings.stream()
                .filter(standing -> standing.isDrawnOn() && standing.exhaustedAt() != null)
                .min(Comparator.comparing(standing -> Objects.requireNonNull(standing.exhaustedAt())))
                .orElse(null);
        if (tightest == null) {
            return "You may start this server.";
        }
        Duration runtime = Duration.between(at, Objects.requireNonNull(tightest.exhaustedAt()));
        return "You may start this server. You have %s of your %s left, enough for %s at this rate."
                .formatted(left(tightest), inWindow(tightest.limit()), words(runtime));
    }

    private static String refused(Standing standing, @Nullable Instant retryAt, Instant at) {
        return why(standing, at) + ' ' + advice(standing, retryAt, at);
    }

    private static String why(Standing standing, Instant at) {
        Limit limit = standing.limit();
        String origin = origin(standing.entitled().origin());
        if (isZero(limit)) {
            return "Your quota%s includes no %s."
                    .formatted(origin, limit.resource().displayHours());
        }
        return standing.verdict() == Standing.Verdict.USED_UP
                ? "You have used %s of your %s%s; nothing is left."
                        .formatted(number(limit.resource(), standing.used()), inWindow(limit), origin)
                : "You have %s of your %s%s left, too little for this server: with it that would last %s."
                        .formatted(left(standing), inWindow(limit), origin, runtime(standing, at));
    }

    private static boolean isZero(Limit limit) {
        return Objects.equals(limit.amount(), BigInteger.ZERO);
    }

    /** Where the quota comes from, in parentheses; nothing for what everybody has. */
    private static String origin(String origin) {
        return switch (origin) {
            case "default" -> "";
            case "user" -> " (set for you)";
            default -> " (" + origin + ")";
        };
    }

    private static String advice(Standing standing, @Nullable Instant retryAt, Instant at) {
        if (retryAt == null) {
            return isZero(standing.limit())
                    ? "Choose a server that needs none, or ask your administrators for some."
                    : "A server of this size does not fit into this quota; choose a smaller one, or ask your"
                            + " administrators for more.";
        }
        if (!retryAt.isAfter(at)) {
            return "Stop your running servers first, then there is enough for it.";
        }
        return (standing.rate().signum() > 0 ? "If you stop your running servers now, enough" : "Enough")
                + " is free again on %s. If you need it sooner, ask your administrators for more."
                        .formatted(MINUTE.format(ceilToMinute(retryAt)));
    }

    private static String runtime(Standing standing, Instant at) {
        Instant exhaustedAt = standing.exhaustedAt();
        return words(exhaustedAt == null ? Duration.ZERO : Duration.between(at, exhaustedAt));
    }

    private static String unknown(Decision.Cause cause) {
        return switch (cause) {
            case POLICY_MISSING -> "Quotas cannot be checked right now: no policy has been published.";
            case NEVER_HEARD -> "Quotas cannot be checked right now: nothing has been heard of this hub's servers yet.";
            case STALE -> "Quotas cannot be checked right now: the news of running servers is too old.";
            case UNREACHABLE -> "Quotas cannot be checked right now: usage cannot be read.";
        };
    }

    private static String meanwhile(UnknownIs unknown) {
        return switch (unknown) {
            case PERMIT -> "Your server starts all the same.";
            case DENY -> "Please try again in a minute; if it stays like this, tell your administrators.";
        };
    }

    private static Instant ceilToMinute(Instant instant) {
        long ms = instant.toEpochMilli();
        return Instant.ofEpochMilli(Math.ceilDiv(ms, 60_000L) * 60_000L);
    }

    private static String left(Standing standing) {
        BigInteger remaining = standing.remaining();
        return remaining == null ? "everything" : number(standing.limit().resource(), remaining);
    }

    private static String inWindow(Limit limit) {
        String window = words(limit.window());
        boolean isOne = window.startsWith("1 ") && window.indexOf(' ') == window.lastIndexOf(' ');
        return "%s %s per %s"
                .formatted(
                        limit.amount() == null ? "unlimited" : number(limit.resource(), limit.amount()),
                        limit.resource().displayHours(),
                        isOne ? window.substring(2) : window);
    }

    /** Display hours: one decimal from ten on, two below, no zeros at the end. */
    private static String number(Resource resource, BigInteger amount) {
        BigDecimal hours = resource.hours(amount, 2);
        if (hours.signum() == 0 && amount.signum() > 0) {
            return "less than 0.01";
        }
        return (hours.compareTo(BigDecimal.TEN) < 0 ? hours : resource.hours(amount, 1))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A length of time in at most two units, rounded down: {@code 3 days 4 hours}, {@code 12 minutes}. */
    public static String words(Duration duration) {
        long minutes = duration.toMinutes();
        long[] parts = {minutes / 1_440, minutes / 60 % 24, minutes % 60};
        String[] names = {"day", "hour", "minute"};
        StringBuilder words = new StringBuilder();
        int used = 0;
        for (int i = 0; i < parts.length && used < 2; i++) {
            if (parts[i] > 0) {
                words.append(words.isEmpty() ? "" : " ")
                        .append(parts[i])
                        .append(' ')
                        .append(names[i])
                        .append(parts[i] == 1 ? "" : "s");
                used++;
            }
        }
        return words.isEmpty() ? "less than a minute" : words.toString();
    }
}
