package io.hubmeter.api.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Question;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.decision.Size;
import io.hubmeter.api.notation.Unacceptable;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.problem.Excerpt;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates subject, action, resource and context: may this user start this server? Safe for use by many threads at once.
 *
 * <p>{@code context.time} is not looked at: a decision is for the instant at which it is made, by this server's clock, whatever
 * time the caller believes it to be.
 */
public final class Evaluator {
    private static final int MOST_GROUPS = 1_000;
    private static final int LONGEST_NAME = 255;
    private static final BigDecimal LONGEST_RUNTIME_SECONDS = BigDecimal.valueOf(366L * 24 * 3_600);

    private final DecisionService service;
    private final Realms realms;

    /** An evaluator that asks a service. */
    public Evaluator(DecisionService service, Realms realms) {
        this.service = service;
        this.realms = realms;
    }

    /**
     * Evaluates one.
     *
     * @param mayAskFor whether the caller may ask for a hub
     * @throws Unacceptable if a required field is missing, or one is of another type
     */
    public Outcome evaluate(JsonNode body, Predicate<String> mayAskFor) throws Unacceptable {
        if (!body.isObject()) {
            throw new Unacceptable("", Fields.shown(body), "a JSON object");
        }
        JsonNode subject = Fields.object(body, "", "subject");
        JsonNode action = Fields.object(body, "", "action");
        JsonNode resource = Fields.object(body, "", "resource");
        JsonNode context = Fields.optionalObject(body, "", "context");
        String subjectType = Fields.text(subject, "/subject", "type");
        String user = Fields.text(subject, "/subject", "id");
        JsonNode subjectProperties = Fields.optionalObject(subject, "/subject", "properties");
        String actionName = Fields.text(action, "/action", "name");
        Fields.optionalObject(action, "/action", "properties");
        String resourceType = Fields.text(resource, "/resource", "type");
        String resourceId = Fields.text(resource, "/resource", "id");
        JsonNode properties = Fields.optionalObject(resource, "/resource", "properties");
        if (!subjectType.equals("user")) {
            return refused(Outcome.Reason.UNKNOWN_SUBJECT_TYPE, "subject.type", subjectType, "'user'");
        }
        if (!actionName.equals("start")) {
            return refused(Outcome.Reason.UNKNOWN_ACTION, "action.name", actionName, "'start'");
        }
        if (!resourceType.equals("server")) {
            return refused(Outcome.Reason.UNKNOWN_RESOURCE_TYPE, "resource.type", resourceType, "'server'");
        }
        if (user.isEmpty()
                || user.length() > AccountId.MAX_USER_LENGTH
                || !StandardCharsets.UTF_8.newEncoder().canEncode(user)) {
            return refused(
                    Outcome.Reason.UNKNOWN_SUBJECT,
                    "subject.id",
                    user,
                    "the name of a user, 1 to %d characters".formatted(AccountId.MAX_USER_LENGTH));
        }
        ServerId server = ServerId.of(resourceId, user);
        if (server == null || !isAcceptable(server)) {
            return refused(
                    Outcome.Reason.FOREIGN_RESOURCE,
                    "resource.id",
                    resourceId,
                    "hub/" + Excerpt.of(user) + "/server, a server of the subject");
        }
        if (!mayAskFor.test(server.hub())) {
            return refused(Outcome.Reason.FOREIGN_HUB, "resource.id", resourceId, "a hub that the caller may ask for");
        }
        AccountId account = new AccountId(realms.ofHub(server.hub()), user);
        Question question = new Question(
                account,
                server.hub(),
                server.server(),
                groups(subjectProperties),
                Amounts.of(properties, "/resource/properties"),
                runtime(context));
        boolean preview = isPreview(context);
        DecisionEntry entry = service.judge(question, Size.AS_LISTED);
        if (!preview) {
            service.record(entry);
        }
        return new Outcome.Decided(entry);
    }

    private boolean isAcceptable(ServerId server) {
        return AccountId.isRealm(realms.ofHub(server.hub()))
                && server.server().length() <= LONGEST_NAME
                && StandardCharsets.UTF_8.newEncoder().canEncode(server.server());
    }

    private static Outcome refused(Outcome.Reason reason, String element, String found, String expected) {
        return new Outcome.Refused(
                reason, "%s: found %s, expected %s".formatted(element, Excerpt.quoted(found), expected));
    }

    private static @Nullable List<String> groups(@Nullable JsonNode properties) throws Unacceptable {
        JsonNode groups = properties == null ? null : Fields.present(properties, "groups");
        if (groups == null) {
            return null;
        }
        String pointer = "/subject/properties/groups";
        if (!groups.isArray() || groups.size() > MOST_GROUPS) {
            throw new Unacceptable(
                    pointer, Fields.shown(groups), "an array of at most %d names".formatted(MOST_GROUPS));
        }
        List<String> names = new ArrayList<>();
        for (JsonNode group : groups) {
            String name = group.isTextual() ? group.textValue() : "";
            if (name.isEmpty()
                    || name.length() > LONGEST_NAME
                    || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
                throw new Unacceptable(
                        pointer + "/" + names.size(),
                        Fields.shown(group),
                        "a string of 1 to %d characters".formatted(LONGEST_NAME));
            }
            names.add(name);
        }
        return names;
    }

    /** Whether nobody wants to start anything yet: a form that lists sizes would otherwise record one decision for each. */
    private static boolean isPreview(@Nullable JsonNode context) throws Unacceptable {
        JsonNode preview = context == null ? null : Fields.present(context, "preview");
        if (preview != null && !preview.isBoolean()) {
            throw new Unacceptable("/context/preview", Fields.shown(preview), "true or false");
        }
        return preview != null && preview.booleanValue();
    }

    /** How long the server is to run at the least; null if nobody said, or for no time at all. */
    private static @Nullable Duration runtime(@Nullable JsonNode context) throws Unacceptable {
        JsonNode seconds = context == null ? null : Fields.present(context, "runtime_seconds");
        if (seconds == null) {
            return null;
        }
        boolean isNumber = seconds.isNumber()
                && seconds.decimalValue().signum() >= 0
                && seconds.decimalValue().compareTo(LONGEST_RUNTIME_SECONDS) <= 0;
        if (!isNumber) {
            throw new Unacceptable(
                    "/context/runtime_seconds",
                    Fields.shown(seconds),
                    "a number from 0 to " + LONGEST_RUNTIME_SECONDS.toPlainString());
        }
        Duration runtime = Duration.ofMillis(milliseconds(seconds.decimalValue()));
        return runtime.isZero() ? null : runtime;
    }

    private static long milliseconds(BigDecimal seconds) {
        // Not rounded where that would write out the digits of a number that is next to nothing.
        return seconds.compareTo(new BigDecimal("0.001")) < 0
                ? seconds.signum()
                : seconds.movePointRight(3).setScale(0, RoundingMode.CEILING).longValueExact();
    }
}
