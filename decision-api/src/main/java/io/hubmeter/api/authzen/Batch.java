package io.hubmeter.api.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.api.notation.Unacceptable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Many evaluations in one request. */
public final class Batch {
    /** How many evaluations one request may have. */
    public static final int MOST_EVALUATIONS = 100;

    private static final List<String> DEFAULTS = List.of("subject", "action", "resource", "context");
    private static final int BAD_REQUEST = 400;

    /** When to go no further. */
    private enum Semantic {
        EXECUTE_ALL("execute_all"),
        DENY_ON_FIRST_DENY("deny_on_first_deny"),
        PERMIT_ON_FIRST_PERMIT("permit_on_first_permit");

        private final String code;

        Semantic(String code) {
            this.code = code;
        }

        boolean endsAfter(Outcome outcome) {
            return switch (this) {
                case EXECUTE_ALL -> false;
                case DENY_ON_FIRST_DENY -> !outcome.allowed();
                case PERMIT_ON_FIRST_PERMIT -> outcome.allowed();
            };
        }
    }

    private Batch() {}

    /** Whether a request is one of many: without evaluations, or with none, it is a single one. */
    public static boolean isMany(JsonNode body) {
        JsonNode evaluations = body.isObject() ? Fields.present(body, "evaluations") : null;
        return evaluations != null && !(evaluations.isArray() && evaluations.isEmpty());
    }

    /**
     * Evaluates one after the other, in order. What stands at the top counts for each that does not say it itself, a whole
     * subject, action, resource or context at a time.
     *
     * @return one outcome for each; fewer if the caller's semantic ended it. One that is not acceptable fails by itself
     * @throws Unacceptable if the request as a whole is not acceptable
     */
    public static List<Outcome> evaluate(JsonNode body, Evaluator evaluator, Predicate<String> mayAskFor)
            throws Unacceptable {
        JsonNode evaluations = body.path("evaluations");
        if (!evaluations.isArray() || evaluations.size() > MOST_EVALUATIONS) {
            throw new Unacceptable(
                    "/evaluations",
                    evaluations.isArray() ? evaluations.size() + " evaluations" : Fields.shown(evaluations),
                    "an array of at most " + MOST_EVALUATIONS);
        }
        Semantic semantic = semantic(body);
        List<Outcome> outcomes = new ArrayList<>();
        for (JsonNode evaluation : evaluations) {
            Outcome outcome = one(body, evaluation, evaluator, mayAskFor);
            outcomes.add(outcome);
            if (semantic.endsAfter(outcome)) {
                break;
            }
        }
        return outcomes;
    }

    private static Outcome one(JsonNode body, JsonNode evaluation, Evaluator evaluator, Predicate<String> mayAskFor) {
        if (!(evaluation instanceof ObjectNode own)) {
            return new Outcome.Failed(
                    BAD_REQUEST, "evaluation: found %s, expected an object".formatted(Fields.shown(evaluation)));
        }
        ObjectNode whole = own.objectNode();
        for (String name : DEFAULTS) {
            JsonNode value = own.has(name) ? own.get(name) : body.get(name);
            if (value != null) {
                whole.set(name, value);
            }
        }
        try {
            return evaluator.evaluate(whole, mayAskFor);
        } catch (Unacceptable e) {
            return new Outcome.Failed(BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static Semantic semantic(JsonNode body) throws Unacceptable {
        JsonNode options = Fields.optionalObject(body, "", "options");
        String code = options == null ? null : Fields.optionalText(options, "/options", "evaluations_semantic");
        if (code == null) {
            return Semantic.EXECUTE_ALL;
        }
        for (Semantic semantic : Semantic.values()) {
            if (semantic.code.equals(code)) {
                return semantic;
            }
        }
        throw new Unacceptable(
                "/options/evaluations_semantic",
                "another string",
                "one of execute_all, deny_on_first_deny, permit_on_first_permit");
    }
}
