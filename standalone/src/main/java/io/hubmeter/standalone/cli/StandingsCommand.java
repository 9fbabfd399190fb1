package io.hubmeter.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hubmeter standings}. */
@Command(name = "standings", description = "What everybody has used and has left.")
final class StandingsCommand implements Callable<Integer> {
    private static final String ROW = "%-24s %-12s %-10s %12s %12s %12s %12s %14s  %s%n";

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "One of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private TableFormat format = TableFormat.table;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (ApiClient client = api.client();
                InputStream body =
                        client.open("/v1/standings?format=" + (format == TableFormat.csv ? "csv" : "json"))) {
            if (format == TableFormat.table) {
                print(body, out);
            } else {
                new InputStreamReader(body, StandardCharsets.UTF_8).transferTo(out);
            }
        }
        out.flush();
        return ExitCodes.OK;
    }

    private static void print(InputStream body, PrintWriter out) throws IOException {
        out.printf(ROW, "USER", "RESOURCE", "WINDOW", "LIMIT", "USED", "LEFT", "PER HOUR", "COST", "");
        // Given a stream, and not a parser, it goes through the elements of the array.
        try (MappingIterator<JsonNode> accounts =
                JsonMapper.builder().build().readerFor(JsonNode.class).readValues(body)) {
            while (accounts.hasNext()) {
                JsonNode account = accounts.next();
                for (JsonNode limit : account.path("limits")) {
                    out.printf(
                            ROW,
                            account.path("user").asText(),
                            limit.path("unit").asText(),
                            limit.path("window").asText(),
                            hours(limit.path("limit")),
                            hours(limit.path("used")),
                            hours(limit.path("remaining")),
                            hours(limit.path("ratePerHour")),
                            cost(limit.path("cost")),
                            limit.path("verdict").asText().equals("allows")
                                    ? ""
                                    : limit.path("verdict").asText());
                }
            }
        }
    }

    private static String cost(JsonNode cost) {
        return cost.isObject()
                ? String.format(
                        Locale.ROOT,
                        "%,.2f %s",
                        cost.path("amount").decimalValue(),
                        cost.path("currency").asText())
                : "";
    }

    private static String hours(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%,.1f", value.decimalValue()) : "unlimited";
    }
}
