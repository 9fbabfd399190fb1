package io.hubmeter.standalone.cli;

import io.hubmeter.collector.http.CollectorEndpoint;
import io.hubmeter.collector.notation.DurationText;
import io.hubmeter.collector.source.Reporting;
import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.audit.Audit;
import io.hubmeter.standalone.audit.AuditJson;
import io.hubmeter.standalone.audit.AuditMetrics;
import io.hubmeter.standalone.audit.AuditResult;
import io.hubmeter.standalone.audit.AuditScope;
import io.hubmeter.standalone.audit.AuditText;
import io.hubmeter.standalone.audit.TooManyRows;
import io.hubmeter.standalone.simulate.TooMuchHistory;
import io.hubmeter.streams.topology.Admission;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hubmeter audit}. */
@Command(
        name = "audit",
        description = {
            "Computes everybody's usage anew from what was recorded of pods, and compares it with the rows on hubmeter.usage-hourly "
                    + "and hubmeter.usage-daily, to the last digit.",
            "",
            "Prints a line for each account: drift: 0, or what differs. docs/audit.md says what cannot be compared."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no drift; with --every: ended by Ctrl-C or the like",
            "1:drift",
            "3:used wrongly, more than fits into memory, or nobody answers"
        })
final class AuditCommand implements Callable<Integer> {
    private static final Pattern HOST_PORT = Pattern.compile("(.+):(\\d{1,5})");

    enum Format {
        text,
        json
    }

    @Option(names = "--user", paramLabel = "NAME", description = "This user only, as the hub names it.")
    private @Nullable String user;

    @Option(names = "--realm", paramLabel = "REALM", description = "Users of this realm only.")
    private @Nullable String realm;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description =
                    "Periods that begin then or later; default: all. 2026-06-01T00:00:00Z, or seconds since 1970.")
    private Instant from = Instant.EPOCH;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Periods that end then or earlier; default: all.")
    private Instant to = Admission.LAST_INSTANT;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "One of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    @Option(
            names = "--application-id",
            paramLabel = "ID",
            defaultValue = "hubmeter",
            description = "That of the stream processor, for up to where it has come; default: ${DEFAULT-VALUE}.")
    private String applicationId = "hubmeter";

    @Option(
            names = "--amendable",
            paramLabel = "DURATION",
            defaultValue = "38d",
            description =
                    "The stream processor's retention.longest-window and retention.lateness together; default: ${DEFAULT-VALUE}.")
    private String amendable = "38d";

    @ArgGroup(exclusive = false)
    private @Nullable Staying staying;

    /** Stay, and audit again and again. */
    private static final class Staying {
        @Option(
                names = "--every",
                required = true,
                paramLabel = "DURATION",
                description =
                        "Stay, audit again so long after each audit, and offer what it finds as metrics, until Ctrl-C.")
        private String every = "";

        @Option(
                names = "--listen",
                paramLabel = "HOST:PORT",
                description = "With --every: where GET /metrics is answered; default: 127.0.0.1:9108.")
        private String listen = "127.0.0.1:" + Ports.AUDIT;
    }

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        AuditScope scope = scope();
        try (SchemaRegistryClient registry = new HttpSchemaRegistry(kafka.registry())) {
            if (staying == null) {
                return audit(scope, registry).isRight() ? ExitCodes.OK : ExitCodes.DENY;
            }
            Duration every = duration("--every", staying.every);
            EndSignal end = EndSignal.listen();
            try {
                stay(scope, registry, every, staying.listen, end.arrived());
                end.stopped();
            } finally {
                end.ended();
            }
            return ExitCodes.OK;
        }
    }

    private AuditScope scope() {
        if (!from.isBefore(to)) {
            throw new CommandFailed("--to: found %s, expected an instant after --from %s".formatted(to, from));
        }
        return new AuditScope(from, to, duration("--amendable", amendable), realm, user);
    }

    private static Duration duration(String option, String text) {
        return DurationText.parse(text)
                .filter(duration -> !duration.isZero())
                .orElseThrow(() -> new CommandFailed(
                        "%s: found '%s', expected %s, more than none".formatted(option, text, DurationText.EXPECTED)));
    }

    private AuditResult audit(AuditScope scope, SchemaRegistryClient registry) throws IOException {
        AuditResult result;
        try (Audit audit = Audit.connect(kafka.properties(), registry, applicationId, scope);
                Progress progress = new Progress("Auditing", audit.size())) {
            result = audit.run(progress);
        } catch (TooMuchHistory | TooManyRows | KafkaException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        switch (format) {
            case text -> new AuditText(out).write(result);
            case json -> new AuditJson(out).write(result);
        }
        return result;
    }

    private void stay(
            AuditScope scope, SchemaRegistryClient registry, Duration every, String listen, CountDownLatch end)
            throws Exception {
        Matcher where = HOST_PORT.matcher(listen);
        if (!where.matches()) {
            throw new CommandFailed("--listen: found '%s', expected HOST:PORT".formatted(listen));
        }
        AtomicReference<@Nullable List<? extends Reporting>> audited = new AtomicReference<>();
        try (ProcessMetrics metrics = ProcessMetrics.start();
                CollectorEndpoint endpoint = CollectorEndpoint.start(
                        where.group(1), Integer.parseInt(where.group(2)), metrics.registry(), audited::get)) {
            AuditMetrics shown = new AuditMetrics(metrics.registry());
            PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
            err.printf("Metrics and health at %s%n", endpoint.uri());
            err.flush();
            do {
                try {
                    shown.show(audit(scope, registry), Instant.now());
                    audited.set(List.of());
                } catch (CommandFailed e) {
                    // The next one may succeed; hubmeter_audit_completed_timestamp_seconds tells that this did not.
                    LoggerFactory.getLogger(AuditCommand.class).error("audit failed", e);
                    err.println(e.getMessage());
                    err.flush();
                }
            } while (!end.await(every.toMillis(), TimeUnit.MILLISECONDS));
        }
    }
}
