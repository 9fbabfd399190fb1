package io.hubmeter.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hubmeter usage}. */
@Command(name = "usage", description = "What a user has used and has left.")
final class UsageCommand implements Callable<Integer> {
    @Mixin
    private ApiOptions api = new ApiOptions();

    @Parameters(index = "0", paramLabel = "USER", description = "The user, as the hub names it.")
    private String user = "";

    @Option(
            names = "--realm",
            paramLabel = "REALM",
            defaultValue = "default",
            description = "The realm; default: ${DEFAULT-VALUE}.")
    private String realm = "default";

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        JsonNode usage;
        try (ApiClient client = api.client()) {
            usage = client.get("/v1/accounts/%s/%s/usage".formatted(encoded(realm), encoded(user)));
        }
        if (json) {
            out.println(usage.toPrettyString());
        } else {
            out.printf(
                    "%s: %d running, as of %s%n%n",
                    usage.path("account").asText(),
                    usage.path("openPods").asInt(),
                    usage.path("asOf").asText());
            LimitTable.print(usage, out);
        }
        out.flush();
        return ExitCodes.OK;
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
