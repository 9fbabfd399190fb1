package io.hubmeter.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hubmeter decide}. */
@Command(
        name = "decide",
        description = {
            "May this user start this server now?",
            "",
            "Exits with 0 for permit, 1 for deny, 2 if it cannot be told, 3 if it could not be asked."
        })
final class DecideCommand implements Callable<Integer> {
    @Mixin
    private ApiOptions api = new ApiOptions();

    @Option(names = "--user", required = true, paramLabel = "NAME", description = "The user, as the hub names it.")
    private String user = "";

    @Option(names = "--realm", paramLabel = "REALM", description = "The realm; default: the API's own.")
    private @Nullable String realm;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "A group of the user; may be repeated. Default: the groups last reported by the hub.")
    private @Nullable List<String> groups;

    @Option(names = "--server", paramLabel = "NAME", description = "The server's name; default: the default server.")
    private String server = "";

    @Option(
            names = "--cpu",
            paramLabel = "CORES",
            defaultValue = "0",
            description = "Cores, such as 2 or 500m; default: none.")
    private String cpu = "0";

    @Option(
            names = "--memory",
            paramLabel = "AMOUNT",
            defaultValue = "0",
            description = "Memory, such as 4GiB; default: none.")
    private String memory = "0";

    @Option(names = "--gpu", paramLabel = "COUNT", defaultValue = "0", description = "GPUs; default: none.")
    private String gpu = "0";

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        JsonNode answer;
        try (ApiClient client = api.client()) {
            answer = client.post("/v1/decisions", question());
        }
        String decision = answer.path("decision").asText();
        if (json) {
            out.println(answer.toPrettyString());
        } else {
            out.printf("%s: %s%n%n", decision, answer.path("sentence").asText());
            LimitTable.print(answer, out);
        }
        out.flush();
        return switch (decision) {
            case "permit" -> ExitCodes.OK;
            case "deny" -> ExitCodes.DENY;
            default -> ExitCodes.UNKNOWN;
        };
    }

    private ObjectNode question() {
        ObjectNode question = JsonNodeFactory.instance.objectNode();
        question.put("user", user);
        question.put("server", server);
        if (realm != null) {
            question.put("realm", realm);
        }
        if (groups != null) {
            groups.forEach(question.putArray("groups")::add);
        }
        question.putObject("resources").put("cpu", cpu).put("memory", memory).put("gpu", gpu);
        return question;
    }
}
