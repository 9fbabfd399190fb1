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

/** {@code hubmeter correct}. */
@Command(
        name = "correct",
        description = {
            "Changes how much counts as used in a time that has passed; with a negative amount, less.",
            "",
            "For instance: hubmeter correct --user ana --amount='-8 GiB-hours' --from 2026-11-01T08:00:00Z "
                    + "--until 2026-11-01T10:00:00Z --reason 'the file server was down'"
        })
final class CorrectCommand implements Callable<Integer> {
    @Mixin
    private RecordOptions record = new RecordOptions();

    @Option(
            names = "--amount",
            required = true,
            paramLabel = "AMOUNT",
            description = "How much, such as -20GiB-hours; write --amount=… for a negative one.")
    private String amount = "";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Where the use begins that is corrected, such as 2026-11-01T00:00:00Z.")
    private @Nullable Instant from;

    @Option(
            names = "--until",
            required = true,
            paramLabel = "TIME",
            converter = InstantConverter.class,
            description = "Where it ends; not later than now.")
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
        ObjectNode body = record.body("correction").put("amount", amount);
        RecordOptions.put(body, "from", from);
        RecordOptions.put(body, "until", until);
        RecordOptions.put(body, "id", id);
        return record.record(body, Objects.requireNonNull(spec).commandLine().getOut());
    }
}
