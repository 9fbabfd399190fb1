package io.hubmeter.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.api.access.Permissions;
import io.hubmeter.api.authzen.Batch;
import io.hubmeter.api.authzen.Evaluator;
import io.hubmeter.api.authzen.Outcome;
import io.hubmeter.api.notation.Unacceptable;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers as a policy decision point of OpenID AuthZEN Authorization API 1.0. */
final class AuthZenHandler {
    static final String EVALUATION = "/access/v1/evaluation";
    static final String EVALUATIONS = "/access/v1/evaluations";
    static final String METADATA = "/.well-known/authzen-configuration";

    private static final int LONGEST_HOST = 261;
    private static final Pattern HOST =
            Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?");

    private final Evaluator evaluator;
    private final @Nullable URI publicUri;

    /** A handler; the public URI may be null, then callers are told the one that they came by. */
    AuthZenHandler(Evaluator evaluator, @Nullable URI publicUri) {
        this.evaluator = evaluator;
        this.publicUri = publicUri;
    }

    Answer evaluation(Call call) {
        call.query(List.of());
        return single(Trees.read(call.jsonBody()), hubs(call));
    }

    Answer evaluations(Call call) {
        call.query(List.of());
        JsonNode body = Trees.read(call.jsonBody());
        if (!Batch.isMany(body)) {
            return single(body, hubs(call));
        }
        try {
            List<Outcome> outcomes = Batch.evaluate(body, evaluator, hubs(call));
            return Answer.json(200, json -> AuthZenJson.writeAll(json, outcomes));
        } catch (Unacceptable e) {
            throw problem(e);
        }
    }

    private Answer single(JsonNode body, Predicate<String> mayAskFor) {
        try {
            Outcome outcome = evaluator.evaluate(body, mayAskFor);
            return Answer.json(200, json -> AuthZenJson.write(json, outcome));
        } catch (Unacceptable e) {
            throw problem(e);
        }
    }

    private static Predicate<String> hubs(Call call) {
        return hub -> Permissions.mayActFor(call.caller(), hub);
    }

    private static Problem problem(Unacceptable e) {
        return Problem.with(ProblemType.BAD_FIELD, e.pointer(), e.found(), e.expected());
    }

    /** Where everything is, for callers that are told the address of this server only. */
    Answer metadata(Call call) {
        call.query(List.of());
        String base = publicUri == null ? baseOf(call) : withoutSlash(publicUri.toString());
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("policy_decision_point", base);
            json.writeStringField("access_evaluation_endpoint", base + EVALUATION);
            json.writeStringField("access_evaluations_endpoint", base + EVALUATIONS);
            json.writeEndObject();
        });
    }

    private static String baseOf(Call call) {
        String host = call.host();
        if (host.length() > LONGEST_HOST || !HOST.matcher(host).matches()) {
            throw Problem.with(
                    ProblemType.BAD_PARAMETER, "header Host", "'" + host + "'", "a host name, with a port or without");
        }
        return (call.isSecured() ? "https://" : "http://") + host;
    }

    private static String withoutSlash(String uri) {
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }
}
