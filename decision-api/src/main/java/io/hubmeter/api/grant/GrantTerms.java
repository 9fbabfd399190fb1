package io.hubmeter.api.grant;

import io.hubmeter.api.notation.AmountText;
import io.hubmeter.api.notation.DurationText;
import io.hubmeter.api.notation.InstantText;
import io.hubmeter.api.notation.Nearest;
import io.hubmeter.api.notation.Unacceptable;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The terms of a grant, a correction or a void as they are written, and what of them can be accepted. */
public final class GrantTerms {
    /** What is to be recorded: {@code grant}, {@code correction} or {@code void}. */
    public static final List<String> KINDS = List.of("grant", "correction", "void");

    /** The longest reason, in UTF-16 units. */
    public static final int LONGEST_REASON = 500;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String ID_EXPECTED = "1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-'";
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(31);

    private final Map<String, String> texts;
    private final Instant now;

    private GrantTerms(Map<String, String> texts, Instant now) {
        this.texts = texts;
        this.now = now;
    }

    /**
     * The kind that terms are of, one of {@link #KINDS}.
     *
     * @throws Unacceptable if there is none, or no such
     */
    public static String kind(Map<String, String> texts) throws Unacceptable {
        String kind = new GrantTerms(texts, Instant.EPOCH).required("kind", "one of " + String.join(", ", KINDS));
        if (!KINDS.contains(kind)) {
            throw bad("kind", kind, Nearest.among(KINDS, kind));
        }
        return kind;
    }

    /**
     * What is to be recorded.
     *
     * @param texts {@code kind}, {@code resource}, {@code amount}, {@code window}, {@code from}, {@code until}, {@code id} and
     *     {@code reason}, none of them empty; what is left out is not there
     * @param actor whose name the record carries
     * @param now when it is recorded, whole milliseconds
     * @throws Unacceptable if a text is not acceptable; it points to the text's name
     */
    public static GrantRequest read(Map<String, String> texts, AccountId account, String actor, Instant now)
            throws Unacceptable {
        GrantTerms terms = new GrantTerms(texts, now);
        String kind = kind(texts);
        String expected = "why, in 1 to %d characters".formatted(LONGEST_REASON);
        String reason = terms.required("reason", expected);
        if (reason.isBlank()) {
            throw new Unacceptable("/reason", "only spaces", expected);
        }
        if (reason.length() > LONGEST_REASON) {
            throw new Unacceptable("/reason", reason.length() + " characters", expected);
        }
        return switch (kind) {
            case "grant" -> terms.addition(account, actor, reason);
            case "correction" -> terms.correction(account, actor, reason);
            default -> terms.voided(account, actor, reason);
        };
    }

    private GrantRequest addition(AccountId account, String actor, String reason) throws Unacceptable {
        AmountText amount = amount("an amount of more than 0 such as '20 GiB-hours'", 1);
        Instant given = instant("from");
        Instant from = given == null ? now : given;
        Instant until = instant("until");
        checkOrder(from, until);
        return new GrantRequest(
                new Grant(
                        id(),
                        Grant.Kind.ADDITION,
                        account,
                        amount.resource(),
                        amount.amount(),
                        window(),
                        from,
                        until,
                        actor,
                        reason,
                        now),
                given != null);
    }

    private GrantRequest correction(AccountId account, String actor, String reason) throws Unacceptable {
        refuse("window", "correction");
        AmountText amount = amount("an amount other than 0 such as '-20 GiB-hours'", -1);
        String expected = InstantText.EXPECTED + ", not later than now";
        required("from", expected);
        required("until", expected);
        Instant from = instant("from");
        Instant until = instant("until");
        if (from == null || until == null) {
            throw new IllegalStateException("both are required");
        }
        checkOrder(from, until);
        if (until.isAfter(now)) {
            throw bad("until", InstantText.of(until), "a time up to now, " + InstantText.of(now));
        }
        return new GrantRequest(
                new Grant(
                        id(),
                        Grant.Kind.CORRECTION,
                        account,
                        amount.resource(),
                        amount.amount(),
                        null,
                        from,
                        until,
                        actor,
                        reason,
                        now),
                true);
    }

    private GrantRequest voided(AccountId account, String actor, String reason) throws Unacceptable {
        for (String field : List.of("resource", "amount", "window", "from", "until")) {
            refuse(field, "void");
        }
        required("id", "that of the grant or correction to be voided");
        return new GrantRequest(
                new Grant(id(), Grant.Kind.VOID, account, null, BigInteger.ZERO, null, now, null, actor, reason, now),
                true);
    }

    private AmountText amount(String expected, int leastSign) throws Unacceptable {
        String written = required("amount", expected);
        AmountText amount = AmountText.parse(written).orElse(null);
        if (amount == null) {
            throw bad("amount", written, AmountText.EXPECTED);
        }
        if (amount.amount().signum() == 0 || amount.amount().signum() < leastSign) {
            throw bad("amount", written, expected);
        }
        String resource = texts.get("resource");
        if (resource != null && !resource.equals(amount.resource().name())) {
            throw bad("resource", resource, "'%s', which '%s' is of, or nothing".formatted(amount.resource(), written));
        }
        return amount;
    }

    private @Nullable Duration window() throws Unacceptable {
        String written = texts.get("window");
        if (written == null) {
            return null;
        }
        Duration window = DurationText.parse(written).orElse(Duration.ZERO);
        if (window.compareTo(SHORTEST_WINDOW) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
            throw bad("window", written, DurationText.EXPECTED + ", from 1m to 31d");
        }
        return window;
    }

    private @Nullable Instant instant(String field) throws Unacceptable {
        String written = texts.get(field);
        if (written == null) {
            return null;
        }
        Instant instant = InstantText.parse(written).orElse(null);
        if (instant == null) {
            throw bad(field, written, InstantText.EXPECTED);
        }
        return instant;
    }

    private static void checkOrder(Instant from, @Nullable Instant until) throws Unacceptable {
        if (until != null && !from.isBefore(until)) {
            throw bad("until", InstantText.of(until), "a time later than from, " + InstantText.of(from));
        }
    }

    private String id() throws Unacceptable {
        String id = texts.get("id");
        if (id == null) {
            return UUID.randomUUID().toString();
        }
        if (!ID.matcher(id).matches()) {
            throw bad("id", id, ID_EXPECTED);
        }
        return id;
    }

    private String required(String field, String expected) throws Unacceptable {
        String text = texts.get(field);
        if (text == null) {
            throw new Unacceptable("/" + field, "nothing", expected);
        }
        return text;
    }

    private void refuse(String field, String kind) throws Unacceptable {
        String text = texts.get(field);
        if (text != null) {
            throw bad(field, text, "nothing with a " + kind);
        }
    }

    private static Unacceptable bad(String field, String found, String expected) {
        return new Unacceptable("/" + field, "'" + found + "'", expected);
    }

    /** The kind's name as it is written, for instance {@code grant}. */
    public static String code(Grant.Kind kind) {
        return kind == Grant.Kind.ADDITION ? "grant" : kind.name().toLowerCase(Locale.ROOT);
    }
}
