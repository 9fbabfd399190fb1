package io.hubmeter.culler.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.culler.http.GentleClient;
import io.hubmeter.culler.http.Reply;
import io.hubmeter.culler.http.Reply.Answer;
import io.hubmeter.culler.http.Segment;
import io.hubmeter.culler.plan.Subject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the decision API tells of accounts. */
public final class FactsClient {
    private static final int OK = 200;

    /** What ends in between is told with its end, and is not open. */
    private static final Duration BEFORE = Duration.ofSeconds(1);

    private final GentleClient client;

    /** The API that a client asks. */
    public FactsClient(GentleClient client) {
        this.client = client;
    }

    /**
     * Where an account stands with a limit.
     *
     * @param at as of when; null for now
     */
    Facts facts(Subject subject, @Nullable Instant at) throws Unclear, InterruptedException {
        String path = path(subject.account(), "usage") + (at == null ? "" : "?at=" + at);
        JsonNode usage = get(path);
        try {
            if (!usage.path("limits").isArray()) {
                throw new IllegalArgumentException("limits: found none, expected a list");
            }
            Facts.Standing standing = null;
            for (JsonNode limit : usage.path("limits")) {
                if (limit.path("resource").asText().equals(subject.resource())
                        && millis(limit.path("windowSeconds"))
                                == subject.window().toMillis()) {
                    standing = standing(limit, usage.path("enforced").asBoolean(true));
                }
            }
            return new Facts(
                    instant(usage.path("asOf")),
                    instant(usage.path("heardAt")),
                    usage.path("freshnessSeconds").isNumber()
                            ? Duration.ofMillis(millis(usage.path("freshnessSeconds")))
                            : null,
                    usage.path("policyHash").isTextual(),
                    standing);
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException unreadable) {
            throw unclear(path, "facts; " + unreadable.getMessage());
        }
    }

    private static Facts.Standing standing(JsonNode limit, boolean isAnythingEnforced) {
        JsonNode exact = limit.path("exact");
        String unit = limit.path("unit").asText();
        return new Facts.Standing(
                exact.path("limit").isNull() ? null : integer(exact.path("limit")),
                integer(exact.path("used")),
                "used %s of %s %s in %s"
                        .formatted(
                                limit.path("used").asText(),
                                limit.path("limit").isNull()
                                        ? "unlimited"
                                        : limit.path("limit").asText(),
                                unit,
                                limit.path("window").asText()),
                isAnythingEnforced && limit.path("enforced").asBoolean(false));
    }

    /** What is known of the pods of an account that hold resources. */
    OpenPods open(AccountId account, Instant knownAt) throws Unclear, InterruptedException {
        String path = path(account, "servers") + "?from=" + knownAt.minus(BEFORE);
        JsonNode body = get(path);
        try {
            if (!body.path("servers").isArray()) {
                throw new IllegalArgumentException("servers: found none, expected a list");
            }
            List<OpenPod> open = new ArrayList<>();
            for (JsonNode pod : body.path("servers")) {
                if (pod.path("end").isNull() || pod.path("end").isMissingNode()) {
                    open.add(new OpenPod(
                            pod.path("uid").asText(),
                            needed(pod.path("start")),
                            text(pod.path("namespace")),
                            text(pod.path("daskCluster"))));
                }
            }
            return new OpenPods(open, !body.path("more").asBoolean(false));
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            throw unclear(path, "servers; " + unreadable.getMessage());
        }
    }

    private static String path(AccountId account, String what) {
        return "/v1/accounts/%s/%s/%s".formatted(account.realm(), Segment.of(account.user()), what);
    }

    private JsonNode get(String path) throws Unclear, InterruptedException {
        return switch (client.get(path)) {
            case Reply.Trouble trouble -> throw new Unclear(trouble);
            case Answer answer
            when answer.status() != OK -> throw new Unclear(client.unexpected("GET", path, answer, "200"));
            case Answer answer -> answer.body();
        };
    }

    private static Unclear unclear(String path, String what) {
        return new Unclear(new Reply.Trouble("GET %s: expected %s".formatted(path, what), null, false));
    }

    private static long millis(JsonNode seconds) {
        return new BigDecimal(seconds.asText("0")).movePointRight(3).longValueExact();
    }

    private static BigInteger integer(JsonNode node) {
        return new BigInteger(node.asText());
    }

    private static @Nullable Instant instant(JsonNode node) {
        return node.isTextual() ? OffsetDateTime.parse(node.textValue()).toInstant() : null;
    }

    private static Instant needed(JsonNode node) {
        Instant instant = instant(node);
        if (instant == null) {
            throw new IllegalArgumentException("start: found nothing, expected an instant");
        }
        return instant;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
