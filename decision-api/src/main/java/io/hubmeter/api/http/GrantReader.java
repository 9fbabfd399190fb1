package io.hubmeter.api.http;

import io.hubmeter.api.access.Caller;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.notation.AmountText;
import io.hubmeter.api.notation.DurationText;
import io.hubmeter.api.notation.Nearest;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the body of a grant, a correction or a void; used for one body only. */
final class GrantReader {
    private static final List<String> FIELDS =
            List.of("kind", "hub", "realm", "user", "resource", "amount", "window", "from", "until", "id", "reason");
    private static final List<String> KINDS = List.of("grant", "correction", "void");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final String ID_EXPECTED = "1 to 64 characters of A-Z, a-z, 0-9, '.', '_' and '-'";
    private static final int LONGEST_REASON = 500;
    private static final Duration SHORTEST_WINDOW = Duration.ofMinutes(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(31);

    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Instant now;

    private GrantReader(Instant now) {
        this.now = now;
    }

    /**
     * What is to be recorded.
     *
     * @param caller whose name the record carries as its actor
     * @param now when it is recorded
     * @throws Problem if the text is not acceptable
     */
    static GrantRequest read(String text, Realms realms, Caller caller, Instant now) {
        GrantReader body = new GrantReader(now);
        FieldReader.read(text, body::readField);
        return body.request(realms, caller);
    }

    /** All fields are strings. */
    private void readField(FieldReader reader, String name) throws IOException {
        if (!FIELDS.contains(name)) {
            throw FieldReader.unknown(FIELDS, name);
        }
        if (!reader.isNull()) {
            texts.put(
                    name,
                    reader.text("/" + name, 1, name.equals("reason") ? LONGEST_REASON : FieldReader.LONGEST_NAME));
        }
    }

    private GrantRequest request(Realms realms, Caller caller) {
        String kind = required("kind", "one of " + String.join(", ", KINDS));
        if (!KINDS.contains(kind)) {
            throw FieldReader.bad("/kind", "'" + kind + "'", Nearest.among(KINDS, kind));
        }
        AccountId account = AccountFields.of(texts.get("hub"), texts.get("realm"), texts.get("user"), realms, caller)
                .account();
        String reason = required("reason", "why, in 1 to %d characters".formatted(LONGEST_REASON));
        if (reason.isBlank()) {
            throw FieldReader.bad("/reason", "only spaces", "why, in 1 to %d characters".formatted(LONGEST_REASON));
        }
        return switch (kind) {
            case "grant" -> addition(account, caller.name(), reason);
            case "correction" -> correction(account, caller.name(), reason);
            default -> voided(account, caller.name(), reason);
        };
    }

    private GrantRequest addition(AccountId account, String actor, String reason) {
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

    private GrantRequest correction(AccountId account, String actor, String reason) {
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
            throw FieldReader.bad("/until", "'" + Json.text(until) + "'", "a time up to now, " + Json.text(now));
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

    private GrantRequest voided(AccountId account, String actor, String reason) {
        for (String field : List.of("resource", "amount", "window", "from", "until")) {
            refuse(field, "void");
        }
        required("id", "that of the grant or correction to be voided");
        return new GrantRequest(
                new Grant(id(), Grant.Kind.VOID, account, null, BigInteger.ZERO, null, now, null, actor, reason, now),
                true);
    }

    private AmountText amount(String expected, int leastSign) {
        String written = required("amount", expected);
        AmountText amount = AmountText.parse(written).orElseThrow(() -> bad("amount", written, AmountText.EXPECTED));
        if (amount.amount().signum() == 0 || amount.amount().signum() < leastSign) {
            throw bad("amount", written, expected);
        }
        String resource = texts.get("resource");
        if (resource != null && !resource.equals(amount.resource().name())) {
            throw bad("resource", resource, "'%s', which '%s' is of, or nothing".formatted(amount.resource(), written));
        }
        return amount;
    }

    private @Nullable Duration window() {
        String written = texts.get("window");
        if (written == null) {
            return null;
        }
        return DurationText.parse(written)
                .filter(window -> window.compareTo(SHORTEST_WINDOW) >= 0 && window.compareTo(LONGEST_WINDOW) <= 0)
                .orElseThrow(() -> bad("window", written, DurationText.EXPECTED + ", from 1m to 31d"));
    }

    private @Nullable Instant instant(String field) {
        String written = texts.get(field);
        return written == null
                ? null
                : InstantText.parse(written).orElseThrow(() -> bad(field, written, InstantText.EXPECTED));
    }

    private static void checkOrder(Instant from, @Nullable Instant until) {
        if (until != null && !from.isBefore(until)) {
            throw bad("until", Json.text(until), "a time later than from, " + Json.text(from));
        }
    }

    private String id() {
        String id = texts.get("id");
        if (id == null) {
            return UUID.randomUUID().toString();
        }
        if (!ID.matcher(id).matches()) {
            throw bad("id", id, ID_EXPECTED);
        }
        return id;
    }

    private String required(String field, String expected) {
        String text = texts.get(field);
        if (text == null) {
            throw FieldReader.bad("/" + field, "nothing", expected);
        }
        return text;
    }

    private void refuse(String field, String kind) {
        String text = texts.get(field);
        if (text != null) {
            throw bad(field, text, "nothing with a " + kind);
        }
    }

    private static Problem bad(String field, String found, String expected) {
        return FieldReader.bad("/" + field, "'" + found + "'", expected);
    }

    /** The kind's name in this API, for instance {@code grant}. */
    static String code(Grant.Kind kind) {
        return kind == Grant.Kind.ADDITION ? "grant" : kind.name().toLowerCase(Locale.ROOT);
    }
}
