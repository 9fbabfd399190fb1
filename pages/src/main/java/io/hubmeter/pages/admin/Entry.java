package io.hubmeter.pages.admin;

import io.hubmeter.api.grant.GrantTerms;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Something that an admin recorded, in words.
 *
 * @param id tells the account's entries apart
 * @param kind {@code grant}, {@code correction} or {@code void}
 * @param what {@code 20 GiB-hours more memory per 30 days}
 * @param when from when until when
 * @param reason in the actor's words
 * @param actor who
 * @param recordedAt when
 * @param voided who voided it, when and why; empty if it counts
 * @param canBeVoided whether it is neither voided nor a void
 */
record Entry(
        String id,
        String kind,
        String what,
        String when,
        String reason,
        String actor,
        Exact recordedAt,
        String voided,
        boolean canBeVoided) {

    static Entry of(Grant grant, Grants all, Phrases phrases) {
        Grant voided = grant.kind() == Grant.Kind.VOID ? null : all.voidOf(grant);
        return new Entry(
                grant.id(),
                GrantTerms.code(grant.kind()),
                what(grant, phrases),
                when(grant, phrases),
                grant.reason(),
                grant.actor(),
                phrases.at(grant.recordedAt()),
                voided == null
                        ? ""
                        : "by %s, %s: %s".formatted(voided.actor(), phrases.at(voided.recordedAt()), voided.reason()),
                grant.kind() != Grant.Kind.VOID && voided == null);
    }

    /** What an entry is about, at the beginning of a line. */
    static String what(Grant grant, Phrases phrases) {
        return switch (grant.kind()) {
            case ADDITION -> amount(grant, phrases) + " more " + perWindow(grant);
            case CORRECTION ->
                amount(grant, phrases)
                        + (grant.amount().signum() < 0 ? " do not count as used" : " more count as used");
            case VOID -> "Voids the entry " + grant.id();
        };
    }

    private static String amount(Grant grant, Phrases phrases) {
        var resource = Objects.requireNonNull(grant.resource());
        BigInteger amount = grant.amount().abs();
        return phrases.limit(resource, amount) + " " + resource.displayHours();
    }

    private static String perWindow(Grant grant) {
        Duration window = grant.window();
        return window == null ? "in every window" : "per " + Phrases.window(window);
    }

    /** When it counts, or which use it is about. */
    static String when(Grant grant, Phrases phrases) {
        Instant until = grant.until();
        return switch (grant.kind()) {
            case ADDITION ->
                "from " + phrases.at(grant.from()) + (until == null ? ", without end" : " until " + phrases.at(until));
            case CORRECTION ->
                "of what was held from %s until %s"
                        .formatted(phrases.at(grant.from()), phrases.at(Objects.requireNonNull(until)));
            case VOID -> "";
        };
    }
}
