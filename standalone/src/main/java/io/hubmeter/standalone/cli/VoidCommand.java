package io.hubmeter.standalone.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hubmeter void}. */
@Command(name = "void", description = "Takes a grant or a correction back: it ends, or never was.")
final class VoidCommand implements Callable<Integer> {
    @Mixin
    private RecordOptions record = new RecordOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "The id of the grant or correction.")
    private String id = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        return record.record(
                record.body("void").put("id", id),
                Objects.requireNonNull(spec).commandLine().getOut());
    }
}
