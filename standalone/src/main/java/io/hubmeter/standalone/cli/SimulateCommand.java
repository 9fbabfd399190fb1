package io.hubmeter.standalone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.collector.notation.DurationText;
import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyProblem;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.replay.TraceSpan;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceBounds;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.simulation.RecordedAccount;
import io.hubmeter.core.simulation.Simulation;
import io.hubmeter.core.simulation.Suggestion;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.simulate.SimulationCsv;
import io.hubmeter.standalone.simulate.SimulationJson;
import io.hubmeter.standalone.simulate.SimulationOutput;
import io.hubmeter.standalone.simulate.SimulationTable;
import io.hubmeter.standalone.simulate.Suggestions;
import io.hubmeter.standalone.simulate.TooMuchHistory;
import io.hubmeter.standalone.simulate.TopicHistory;
import io.hubmeter.standalone.simulate.TraceHistory;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hubmeter policy simulate}. */
@Command(
        name = "simulate",
        description = {
            "Says who would have been warned, denied or stopped under another policy, when, and by which rule.",
            "",
            "Whoever would have been denied never starts, whoever would have been stopped ends there. Groups are taken as they "
                    + "are known now. docs/simulate.md says what else is supposed."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:the policy has problems, or cannot be read",
            "3:used wrongly, unusable input, or nobody answers"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final Duration MONTH = Duration.ofDays(30);

    @Parameters(index = "0", paramLabel = "FILE", description = "The policy to try.")
    private Path policyFile = Path.of("");

    @ArgGroup
    private @Nullable Beginning beginning;

    /** Where the interval begins. */
    private static final class Beginning {
        @Option(
                names = "--last",
                paramLabel = "DURATION",
                description = "How long before the end the policy comes into force; default: 30d, or the whole trace.")
        private @Nullable String last;

        @Option(
                names = "--from",
                paramLabel = "TIME",
                converter = InstantConverter.class,
                description = "When it comes into force: 2020-06-01T00:00:00Z, or seconds since 1970.")
        private @Nullable Instant from;
    }

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "The end; default: now, or the end of the trace.")
    private @Nullable Instant until;

    @Option(names = "--user", paramLabel = "NAME", description = "This user only, as the hub names it.")
    private @Nullable String user;

    @Option(names = "--group", paramLabel = "NAME", description = "Users of this group only.")
    private @Nullable String group;

    @Option(
            names = "--realm",
            paramLabel = "REALM",
            description = "Users of this realm only; of a trace: the realm that its users are of, default: default.")
    private @Nullable String realm;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "One of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private TableFormat format = TableFormat.table;

    @Option(
            names = "--suggest",
            description = "Propose limits from what was used, for the resources and windows of the policy.")
    private boolean suggest;

    @Option(
            names = "--percentile",
            paramLabel = "N",
            defaultValue = "95",
            description = "How many of 100 users the proposed limits leave in peace; default: ${DEFAULT-VALUE}.")
    private int percentile = 95;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Simulate on a trace of jobs and not on what Kafka holds.")
    private @Nullable Path traceFile;

    @Option(
            names = "--array-tasks",
            description =
                    "Rows of the trace with the same job_id are the tasks of a job array; without this they are refused.")
    private boolean arrayTasks;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Spec
    private @Nullable CommandSpec spec;

    /** What the policy is tried on, in whole milliseconds. */
    private record Interval(Instant from, Instant until) {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (percentile < 1 || percentile > 100) {
            throw new CommandFailed("--percentile: found %d, expected 1 to 100".formatted(percentile));
        }
        return switch (PolicyFile.read(policyFile)) {
            case PolicyResult.Invalid(List<PolicyProblem> problems) -> {
                problems.forEach(out::println);
                out.flush();
                yield ExitCodes.DENY;
            }
            case PolicyResult.Valid(Policy policy) -> {
                try {
                    simulate(policy, out);
                } catch (TooMuchHistory e) {
                    throw new CommandFailed(String.valueOf(e.getMessage()), e);
                }
                yield ExitCodes.OK;
            }
        };
    }

    private void simulate(Policy policy, PrintWriter out) throws IOException {
        long startedNs = System.nanoTime();
        Interval interval;
        List<RecordedAccount> accounts;
        if (traceFile == null) {
            Instant end = until == null ? Instant.now() : until;
            interval = interval(end.minus(MONTH), end);
            accounts = recorded(policy, interval);
        } else {
            TraceBounds bounds = TraceBounds.until(Instant.now());
            Trace trace = Files.trace(
                    traceFile,
                    arrayTasks ? bounds.withArrayTasks() : bounds,
                    Objects.requireNonNull(spec).commandLine().getErr());
            TraceSpan span = TraceSpan.of(trace);
            interval = interval(span.from(), until == null ? span.until() : until);
            accounts = TraceHistory.of(trace, span, realm == null ? "default" : realm);
        }
        List<RecordedAccount> wanted = accounts.stream()
                .filter(account -> isWanted(account.id())
                        && (group == null || account.groups().contains(group)))
                .toList();
        if (suggest) {
            suggest(Suggestions.of(wanted, policy, interval.from(), interval.until(), percentile), out);
        } else {
            simulate(wanted, policy, interval, out);
        }
        PrintWriter err = spec().commandLine().getErr();
        err.printf(
                Locale.ROOT,
                "%,d pods of %,d users in %.1f s%n",
                wanted.stream().mapToInt(account -> account.pods().size()).sum(),
                wanted.size(),
                (System.nanoTime() - startedNs) / 1e9);
        err.flush();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    private boolean isWanted(AccountId account) {
        return (user == null || account.user().equals(user))
                && (realm == null || account.realm().equals(realm));
    }

    private Interval interval(Instant earliest, Instant end) {
        Instant from = earliest;
        if (beginning != null && beginning.from != null) {
            from = beginning.from;
        } else if (beginning != null && beginning.last != null) {
            String last = beginning.last;
            from = end.minus(DurationText.parse(last)
                    .orElseThrow(() -> new CommandFailed(
                            "--last: found '%s', expected %s".formatted(last, DurationText.EXPECTED))));
        }
        Interval interval = new Interval(from.truncatedTo(ChronoUnit.MILLIS), end.truncatedTo(ChronoUnit.MILLIS));
        if (!interval.from().isBefore(interval.until())) {
            throw new CommandFailed("the interval: found %s until %s, expected an end later than its beginning"
                    .formatted(interval.from(), interval.until()));
        }
        return interval;
    }

    private List<RecordedAccount> recorded(Policy policy, Interval interval) throws IOException {
        Duration window = Simulation.longestWindow(policy);
        Instant neededFrom = interval.from().minus(window.compareTo(MONTH) < 0 ? MONTH : window);
        try (SchemaRegistryClient client = new HttpSchemaRegistry(kafka.registry())) {
            TopicHistory history = new TopicHistory(
                    TopicReader.of(kafka.bootstrapServers(), client, kafka.properties()), this::isWanted);
            try (Progress progress = new Progress("Reading", history.size())) {
                return history.read(neededFrom, progress);
            }
        }
    }

    private void simulate(List<RecordedAccount> accounts, Policy policy, Interval interval, PrintWriter out)
            throws IOException {
        SimulationOutput output = switch (format) {
            case table -> new SimulationTable(out, policy, interval.from(), interval.until());
            case csv -> new SimulationCsv(out);
            case json -> new SimulationJson(out, policy, interval.from(), interval.until());
        };
        try (Progress progress = new Progress("Simulating", accounts.size())) {
            long done = 0;
            for (RecordedAccount account : accounts) {
                output.account(account, Simulation.of(account, policy, interval.from(), interval.until()));
                progress.accept(++done);
            }
        }
        output.end();
        out.flush();
    }

    private void suggest(Suggestions suggestions, PrintWriter out) throws IOException {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        add(rows, "", suggestions.everybody());
        suggestions.groups().forEach((name, of) -> add(rows, name, of));
        switch (format) {
            case table -> out.print(suggestions.yaml());
            case json -> out.println(rows.toPrettyString());
            case csv -> {
                CSVPrinter csv = new CSVPrinter(
                        out,
                        CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
                csv.printRecord(
                        "group", "unit", "window", "accounts", "p50", "p90", "p95", "p99", "max", "limit", "reached");
                for (var row : rows) {
                    csv.printRecord(row.properties().stream()
                            .map(field -> field.getValue().asText())
                            .toList());
                }
                csv.flush();
            }
        }
        out.flush();
    }

    private static void add(ArrayNode rows, String group, List<Suggestion> suggestions) {
        for (Suggestion suggestion : suggestions) {
            ObjectNode row = rows.addObject();
            row.put("group", group);
            row.put("unit", suggestion.limit().resource().displayHours());
            row.put("window", DurationText.of(suggestion.limit().window()));
            row.put("accounts", suggestion.greatest().size());
            for (int percent : new int[] {50, 90, 95, 99, 100}) {
                row.put(percent == 100 ? "max" : "p" + percent, hours(suggestion, suggestion.atPercentile(percent)));
            }
            row.put(
                    "limit",
                    hours(suggestion, Objects.requireNonNull(suggestion.limit().amount())));
            row.put("reached", suggestion.reached());
        }
    }

    private static BigDecimal hours(Suggestion suggestion, java.math.BigInteger amount) {
        return suggestion.limit().resource().hours(amount, 6);
    }
}
