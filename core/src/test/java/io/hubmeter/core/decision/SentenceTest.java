package io.hubmeter.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.decision.Standing.Verdict;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.policy.UnknownIs;
import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sentences as a user reads them. */
class SentenceTest {
    private static final Instant NOW = Instant.parse("2026-11-03T10:00:00Z");
    private static final Wording ANA = new Wording("ana", null, UnknownIs.PERMIT);
    private static final Limit SIXTY = limit(Resource.MEMORY, "60", Duration.ofDays(30));

    @Test
    void permitted() {
        Standing later = allows(SIXTY, "12", NOW.plus(Duration.ofHours(50)));
        Standing sooner = allows(limit(Resource.CPU, "24", Duration.ofDays(1)), "21.5", NOW.plus(Duration.ofHours(3)));

        assertThat(permit(later, sooner))
                .isEqualTo(
                        "You may start this server. You have 2.5 of your 24 core-hours per day left, enough for 3 hours"
                                + " at this rate.");
    }

    /** A limit that only the running servers draw on is no bound of this one. */
    @Test
    void permittedWhileALimitRunsOutThatTheServerDoesNotDrawOn() {
        Standing memory = allows(SIXTY, "12", NOW.plus(Duration.ofHours(50)));
        Limit cpuPerDay = limit(Resource.CPU, "24", Duration.ofDays(1));
        Standing cpu = new Standing(
                entitled(cpuPerDay),
                used(cpuPerDay, "21.5"),
                BigInteger.TWO,
                BigInteger.TWO,
                Verdict.ALLOWS,
                NOW.plus(Duration.ofHours(1)),
                null);

        assertThat(permit(memory, cpu))
                .isEqualTo("You may start this server. You have 48 of your 60 GiB-hours per 30 days left, enough for"
                        + " 2 days 2 hours at this rate.");
        assertThat(permit(cpu)).isEqualTo("You may start this server.");
    }

    @Test
    void permittedAndNothingRunsOut() {
        assertThat(permit(allows(SIXTY, "12", null))).isEqualTo("You may start this server.");
        assertThat(permit()).isEqualTo("You may start this server.");
    }

    @Test
    void usedUp() {
        Standing standing = against(SIXTY, "60.04", Verdict.USED_UP, NOW, Instant.parse("2026-11-05T08:30:00.001Z"));

        assertThat(deny(standing))
                .isEqualTo(
                        "You have used 60 of your 60 GiB-hours per 30 days (group regular); nothing is left. Enough is"
                                + " free again on 5 November 2026 at 08:31 UTC. If you need it sooner, ask your administrators for more.");
    }

    /** Whoever comes back at the time told must not be refused by another limit then. */
    @Test
    void refusedByTheLimitThatStaysInTheWayLongest() {
        Instant tomorrow = Instant.parse("2026-11-04T10:00:00Z");
        Standing day = against(limit(Resource.CPU, "24", Duration.ofDays(1)), "24", Verdict.USED_UP, NOW, tomorrow);
        Standing month = against(SIXTY, "60", Verdict.USED_UP, NOW, Instant.parse("2026-11-20T10:00:00Z"));
        Standing never = against(SIXTY, "60", Verdict.TOO_LITTLE_LEFT, NOW, null);

        assertThat(deny(day, month)).contains("60 GiB-hours per 30 days").contains("20 November 2026");
        assertThat(deny(month, day)).contains("60 GiB-hours per 30 days").contains("20 November 2026");
        assertThat(deny(day, never, month)).contains("does not fit into this quota");
    }

    @Test
    void usedUpWhileServersRun() {
        Standing standing =
                running(against(SIXTY, "61.25", Verdict.USED_UP, NOW, Instant.parse("2026-11-05T08:30:00Z")));

        assertThat(deny(standing))
                .isEqualTo(
                        "You have used 61.2 of your 60 GiB-hours per 30 days (group regular); nothing is left. If you stop your"
                                + " running servers now, enough is free again on 5 November 2026 at 08:30 UTC. If you need it"
                                + " sooner, ask your administrators for more.");
    }

    @Test
    void tooLittleLeft() {
        Standing standing = against(
                SIXTY,
                "59.5",
                Verdict.TOO_LITTLE_LEFT,
                NOW.plus(Duration.ofSeconds(299)),
                Instant.parse("2026-12-01T00:00:00Z"));

        assertThat(deny(standing))
                .isEqualTo(
                        "You have 0.5 of your 60 GiB-hours per 30 days (group regular) left, too little for this server:"
                                + " with it that would last 4 minutes. Enough is free again on 1 December 2026 at"
                                + " 00:00 UTC. If you need it sooner, ask your administrators for more.");
    }

    @Test
    void nextToNothingLeft() {
        Standing standing = against(
                SIXTY, "59.999", Verdict.TOO_LITTLE_LEFT, NOW.plusSeconds(3), Instant.parse("2026-12-01T00:00:00Z"));

        assertThat(deny(standing))
                .startsWith(
                        "You have less than 0.01 of your 60 GiB-hours per 30 days (group regular) left, too little for this server:"
                                + " with it that would last less than a minute.");
    }

    @Test
    void onlyTheRunningServersAreInTheWay() {
        Standing standing =
                running(against(SIXTY, "50", Verdict.TOO_LITTLE_LEFT, NOW.plus(Duration.ofMinutes(8)), NOW));

        assertThat(deny(standing))
                .isEqualTo(
                        "You have 10 of your 60 GiB-hours per 30 days (group regular) left, too little for this server: with it that"
                                + " would last 8 minutes. Stop your running servers first, then there is enough for it.");
    }

    @Test
    void neverFits() {
        Standing standing = against(
                limit(Resource.GPU, "0.25", Duration.ofHours(1)),
                "0",
                Verdict.TOO_LITTLE_LEFT,
                NOW.plus(Duration.ofMinutes(2)),
                null);

        assertThat(deny(standing))
                .isEqualTo(
                        "You have 0.25 of your 0.25 GPU-hours per hour (group regular) left, too little for this server: with it that"
                                + " would last 2 minutes. A server of this size does not fit into this quota; choose a"
                                + " smaller one, or ask your administrators for more.");
    }

    @Test
    void aLimitOfZero() {
        Standing standing = against(limit(Resource.GPU, "0", Duration.ofDays(30)), "0", Verdict.USED_UP, NOW, null);

        assertThat(deny(standing))
                .isEqualTo(
                        "Your quota (group regular) includes no GPU-hours. Choose a server that needs none, or ask your"
                                + " administrators for some.");
    }

    @Test
    void observedOnly() {
        Standing standing = against(SIXTY, "72", Verdict.USED_UP, NOW, Instant.parse("2026-11-05T08:30:00Z"));

        assertThat(Sentence.of(new Decision.Permit(List.of(standing)), List.of(standing), null, NOW, ANA))
                .isEqualTo("You may start this server, because quotas are not enforced at present. Enforced, they would"
                        + " refuse it. You have used 72 of your 60 GiB-hours per 30 days (group regular); nothing is left. Enough"
                        + " is free again on 5 November 2026 at 08:30 UTC. If you need it sooner, ask your"
                        + " administrators for more.");
    }

    @Test
    void inTheOperatorsOwnWords() {
        Standing standing = against(SIXTY, "72", Verdict.USED_UP, NOW, Instant.parse("2026-11-05T08:30:00Z"));

        assertThat(deny(
                        new Wording(
                                "ana {why}",
                                "Dear {user}: {used} of {quota} ({origin}), {remaining} left, back {refills}. {unknown}",
                                UnknownIs.PERMIT),
                        standing))
                .isEqualTo("Dear ana {why}: 72 GiB-hours of 60 GiB-hours per 30 days (group regular), 0 GiB-hours left,"
                        + " back 5 November 2026 at 08:30 UTC. {unknown}");
        assertThat(deny(new Wording("ana", "{why} {advice}", UnknownIs.PERMIT), standing))
                .isEqualTo(deny(new Wording("ana", "{sentence}", UnknownIs.PERMIT), standing))
                .isEqualTo(deny(standing));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POLICY_MISSING | Quotas cannot be checked right now: no policy has been published.
            NEVER_HEARD    | Quotas cannot be checked right now: nothing has been heard of this hub's servers yet.
            STALE          | Quotas cannot be checked right now: the news of running servers is too old.
            UNREACHABLE    | Quotas cannot be checked right now: usage cannot be read.
            """)
    void unknown(Decision.Cause cause, String sentence) {
        Decision decision = new Decision.Unknown(cause);
        assertThat(Sentence.of(decision, List.of(), null, NOW, ANA))
                .isEqualTo(sentence + " Your server starts all the same.");
        assertThat(Sentence.of(decision, List.of(), null, NOW, new Wording("ana", null, UnknownIs.DENY)))
                .isEqualTo(
                        sentence + " Please try again in a minute; if it stays like this, tell your administrators.");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, less than a minute",
        "PT59.999S, less than a minute",
        "PT1M, 1 minute",
        "PT119S, 1 minute",
        "PT60M, 1 hour",
        "PT61M, 1 hour 1 minute",
        "PT24H, 1 day",
        "PT24H1M, 1 day 1 minute",
        "PT76H59M, 3 days 4 hours",
        "P30D, 30 days"
    })
    void words(Duration duration, String words) {
        assertThat(Sentence.words(duration)).isEqualTo(words);
    }

    private static String permit(Standing... standings) {
        return Sentence.of(new Decision.Permit(List.of()), List.of(standings), null, NOW, ANA);
    }

    private static String deny(Standing... standings) {
        return deny(ANA, standings);
    }

    private static String deny(Wording wording, Standing... standings) {
        List<Instant> retries = new ArrayList<>();
        for (Standing standing : standings) {
            if (standing.retryAt() != null) {
                retries.add(standing.retryAt());
            }
        }
        Instant retryAt = retries.size() < standings.length ? null : Collections.max(retries);
        return Sentence.of(new Decision.Deny(List.of(standings)), List.of(standings), retryAt, NOW, wording);
    }

    private static Standing allows(Limit limit, String usedHours, @Nullable Instant exhaustedAt) {
        return new Standing(
                entitled(limit),
                used(limit, usedHours),
                BigInteger.ZERO,
                BigInteger.ONE,
                Verdict.ALLOWS,
                exhaustedAt,
                null);
    }

    private static Standing against(
            Limit limit, String usedHours, Verdict verdict, Instant exhaustedAt, @Nullable Instant retryAt) {
        return new Standing(
                entitled(limit),
                used(limit, usedHours),
                BigInteger.ZERO,
                BigInteger.ONE,
                verdict,
                exhaustedAt,
                retryAt);
    }

    private static Standing running(Standing idle) {
        return new Standing(
                idle.entitled(),
                idle.used(),
                BigInteger.ONE,
                BigInteger.TWO,
                idle.verdict(),
                idle.exhaustedAt(),
                idle.retryAt());
    }

    private static Entitled entitled(Limit limit) {
        return new Entitled(limit, "group regular", true, List.of());
    }

    private static BigInteger used(Limit limit, String hours) {
        return limit.resource().amountOf(new BigDecimal(hours));
    }

    private static Limit limit(Resource resource, String hours, Duration window) {
        return new Limit(resource, resource.amountOf(new BigDecimal(hours)), window);
    }
}
