package io.hubmeter.standalone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hubmeter grant}. */
@Command(
        name = "grant",
        description = {
            "Raises the limits of a user for a time.",
            "",
            "For instance: hubmeter grant --user ana --amount '20 GiB-hours' --window 30d --until 2026-12-24T00:00:00Z "
                    + "--reason 'thesis'"
        })
final class GrantCommand implements Callable<Integer> {
    @Mixin
    private RecordOptions record = new RecordOptions();

    @Option(
            names = "--amount",
            required = true,
            paramLabel = "AMOUNT",
            description = "How much, such as '20 GiB-hours'.")
    private String amount = "";

    @Option(
            names = "--window",
            paramLabel = "DURATION",
            description = "Only limits with this window, such as 30d; default: every limit of the resource.")
    private @Nullable String window;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "When it begins to count, such as 2026-11-01T00:00:00Z; default: now.")
    private @Nullable Instant from;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "When it ends; default: never.")
    private @Nullable Instant until;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "A name for it, so that sending it again changes nothing; default: a new one.")
    private @Nullable String id;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        ObjectNode body = record.body("grant").put("amount", amount);
        RecordOptions.put(body, "window", window);
        RecordOptions.put(body, "from", from);
        RecordOptions.put(body, "until", until);
        RecordOptions.put(body, "id", id);
        return record.record(body, Objects.requireNonNull(spec).commandLine().getOut());
    }
}
