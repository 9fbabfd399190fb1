package io.hubmeter.pages.admin;

import io.hubmeter.api.notation.InstantText;
import io.hubmeter.api.notation.Unacceptable;
import io.hubmeter.pages.http.Form;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the fields of a form say of a grant, a correction or a void, as the terms that {@code GrantTerms} reads. */
final class GrantFields {
    /** Every field there may be. */
    static final List<String> NAMES = List.of("kind", "amount", "window", "from", "until", "id", "reason");

    private GrantFields() {}

    /** The values as they were entered, without those left empty. */
    static Map<String, String> entered(Form form) {
        Map<String, String> entered = new LinkedHashMap<>();
        NAMES.forEach(name -> form.value(name).ifPresent(value -> entered.put(name, value)));
        return entered;
    }

    /**
     * The terms: days and times of the reader's clock become instants.
     *
     * @throws Unacceptable if a time is none
     */
    static Map<String, String> terms(Map<String, String> entered, ZoneId zone) throws Unacceptable {
        Map<String, String> terms = new LinkedHashMap<>(entered);
        for (String name : List.of("from", "until")) {
            String written = entered.get(name);
            if (written != null) {
                terms.put(name, instant(name, written.strip(), zone));
            }
        }
        String amount = entered.get("amount");
        if (amount != null) {
            terms.put("amount", amount.strip());
        }
        return terms;
    }

    private static String instant(String name, String written, ZoneId zone) throws Unacceptable {
        Instant exact = InstantText.parse(written).orElse(null);
        if (exact != null) {
            return InstantText.of(exact);
        }
        try {
            Instant instant = LocalDateTime.parse(written.replace(' ', 'T'))
                    .atZone(zone)
                    .toInstant()
                    .truncatedTo(ChronoUnit.MILLIS);
            String text = InstantText.of(instant);
            if (InstantText.parse(text).isPresent()) {
                return text;
            }
        } catch (DateTimeException notATime) {
            // Told below, as what is out of range.
        }
        throw new Unacceptable("/" + name, "'" + written + "'", "a date and a time such as 2026-11-18 08:30");
    }
}
