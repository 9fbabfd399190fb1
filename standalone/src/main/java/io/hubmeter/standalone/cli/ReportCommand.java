package io.hubmeter.standalone.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hubmeter report}. */
@Command(
        name = "report",
        description =
                "What was used in past hours, days and months: by user, group or hub, for people and for programs.")
final class ReportCommand implements Callable<Integer> {
    @Mixin
    private ApiOptions api = new ApiOptions();

    /** How a report is written. */
    enum Format {
        table,
        csv,
        json,
        parquet
    }

    /** How long the time of a line is. */
    enum PeriodName {
        hour,
        day,
        month,
        total
    }

    /** How people in several groups count. */
    enum Rule {
        split,
        each,
        primary
    }

    @Option(names = "--period", paramLabel = "PERIOD", description = "One of ${COMPLETION-CANDIDATES}; default: day.")
    private @Nullable PeriodName period;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description =
                    "The first instant, of UTC: 2026-11-01, or 2026-11-01T13:00:00Z; default: 30 days before --to.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The first instant after; default: the last midnight.")
    private @Nullable String to;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            split = ",",
            description = "Any of user, group, hub, realm, resource, separated by commas; default: user.")
    private @Nullable List<String> by;

    @Option(
            names = "--rule",
            paramLabel = "RULE",
            description =
                    "How people in several groups count for each: one of ${COMPLETION-CANDIDATES}; default: split.")
    private @Nullable Rule rule;

    @Option(names = "--realm", paramLabel = "REALM", description = "Accounts of this realm only.")
    private @Nullable String realm;

    @Option(names = "--hub", paramLabel = "HUB", description = "Accounts of this hub's realm only.")
    private @Nullable String hub;

    @Option(names = "--user", paramLabel = "NAME", description = "Users of this name only.")
    private @Nullable String user;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            description = "What counts for this group only; '' for people without one.")
    private @Nullable String group;

    @Option(names = "--resource", paramLabel = "NAME", description = "This resource only: cpu, memory, gpu, …")
    private @Nullable String resource;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "One of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to; default: standard output. The file is there only once all of it is.")
    private @Nullable Path file;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (format == Format.parquet && file == null && Progress.isTerminal()) {
            throw new CommandFailed(
                    "--out: found nothing, expected a file: Parquet is not for terminals. Or send standard output elsewhere.");
        }
        try (ApiClient client = api.client()) {
            Path to = file;
            if (to == null) {
                PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
                out.flush();
                write(client, new Unclosed(System.out), out);
            } else {
                writeFile(client, to);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new CommandFailed(
                    "The report broke off before its end (%s): the server could not go on, or %s. Ask again."
                            .formatted(
                                    e.getMessage(), file == null ? "nobody reads" : "'" + file + "' cannot be written"),
                    e);
        }
        return ExitCodes.OK;
    }

    /** Beside the file first, so that one that broke off is not taken for a whole one. */
    private void writeFile(ApiClient client, Path to) throws IOException {
        Path part = to.resolveSibling(to.getFileName() + ".part");
        try (OutputStream out = Files.newOutputStream(part);
                PrintWriter text = new PrintWriter(out, false, StandardCharsets.UTF_8)) {
            write(client, out, text);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        Files.move(part, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private void write(ApiClient client, OutputStream bytes, PrintWriter text) throws IOException {
        ReportAnswer answer = client.report("/v1/report?" + query());
        boolean isByUser = by == null || by.contains("user");
        boolean isCounted = isByUser && format != Format.parquet;
        OutputStream out = new BufferedOutputStream(bytes);
        try (var body = answer.body();
                Progress progress = progress(isCounted ? answer.accounts() : -1)) {
            ReportCopy copy = new ReportCopy(progress);
            switch (format) {
                case table -> {
                    ReportTable table = new ReportTable(text);
                    copy.json(body, table::print);
                    text.flush();
                }
                case json -> {
                    if (isCounted) {
                        copy.json(new Tee(body, out), line -> {});
                    } else {
                        copy.bytes(body, out);
                    }
                }
                case csv -> {
                    if (isCounted) {
                        copy.csv(new Tee(body, out));
                    } else {
                        copy.bytes(body, out);
                    }
                }
                case parquet -> copy.bytes(body, out);
            }
        }
        out.flush();
    }

    /** A bar among the lines of a table would be in the way. */
    private Progress progress(long accounts) {
        return file == null && Progress.isTerminal() ? Progress.none() : new Progress("Report", accounts);
    }

    private String query() {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        parameters.put("format", format == Format.table ? Format.json : format);
        parameters.put("period", period);
        parameters.put("from", from);
        parameters.put("to", to);
        parameters.put("by", by == null ? null : String.join(",", by));
        parameters.put("rule", rule);
        parameters.put("realm", realm);
        parameters.put("hub", hub);
        parameters.put("user", user);
        parameters.put("group", group);
        parameters.put("resource", resource);
        return parameters.entrySet().stream()
                .filter(parameter -> parameter.getValue() != null)
                .map(parameter -> parameter.getKey() + "="
                        + URLEncoder.encode(String.valueOf(parameter.getValue()), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** Standard output, which is not this command's to close. */
    private static final class Unclosed extends java.io.FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
