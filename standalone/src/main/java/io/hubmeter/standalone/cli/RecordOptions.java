package io.hubmeter.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whom a record of an admin is about, and why. */
final class RecordOptions {
    @Mixin
    private ApiOptions api = new ApiOptions();

    @Option(names = "--user", required = true, paramLabel = "NAME", description = "The user, as the hub names it.")
    private String user = "";

    @ArgGroup
    private @Nullable Where where;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; kept for ever.")
    private String reason = "";

    @Option(names = "--json", description = "Print the record as JSON.")
    private boolean json;

    /** Either a realm or a hub of it. */
    private static final class Where {
        @Option(names = "--realm", paramLabel = "REALM", description = "The realm; default: the API's own.")
        private @Nullable String realm;

        @Option(names = "--hub", paramLabel = "HUB", description = "A hub of the realm, in place of it.")
        private @Nullable String hub;
    }

    /** The body of a request to record something of a kind. */
    ObjectNode body(String kind) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("kind", kind).put("user", user).put("reason", reason);
        Where given = where;
        if (given != null) {
            put(body, "realm", given.realm);
            put(body, "hub", given.hub);
        }
        return body;
    }

    static void put(ObjectNode body, String field, @Nullable Object value) {
        if (value != null) {
            body.put(field, value.toString());
        }
    }

    /** Has it recorded, and prints what is. */
    int record(ObjectNode body, PrintWriter out) {
        JsonNode recorded;
        try (ApiClient client = api.client()) {
            recorded = client.post("/v1/grants", body);
        }
        out.println(json ? recorded.toPrettyString() : sentence(recorded));
        out.flush();
        return ExitCodes.OK;
    }

    private static String sentence(JsonNode recorded) {
        String kind = recorded.path("kind").asText();
        String head = "Recorded %s %s of %s"
                .formatted(
                        kind,
                        recorded.path("id").asText(),
                        recorded.path("account").asText());
        if (kind.equals("void")) {
            return head + ".";
        }
        JsonNode window = recorded.path("window");
        JsonNode until = recorded.path("until");
        return "%s: %s %s%s, from %s %s."
                .formatted(
                        head,
                        recorded.path("amount")
                                .decimalValue()
                                .stripTrailingZeros()
                                .toPlainString(),
                        recorded.path("unit").asText(),
                        window.isNull() ? "" : " per " + window.asText(),
                        recorded.path("from").asText(),
                        until.isNull() ? "on, without end" : "until " + until.asText());
    }
}
