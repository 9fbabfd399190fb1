package io.hubmeter.standalone.cli;

import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyProblem;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.policyfile.PolicySummary;
import io.hubmeter.core.policy.Policy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hubmeter policy}. */
@Command(
        name = "policy",
        description = "Works on policy files.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = SimulateCommand.class)
final class PolicyCommand {
    @Spec
    private @Nullable CommandSpec spec;

    /** {@code hubmeter policy check}. */
    @Command(
            name = "check",
            description = "Says everything that is wrong with a policy file, or what it means.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:the file is fine", "1:the file has problems, or cannot be read", "3:used wrongly"})
    int check(@Parameters(paramLabel = "FILE", description = "The policy.") Path file) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        return switch (PolicyFile.read(file)) {
            case PolicyResult.Valid(Policy policy) -> {
                out.printf("%s: fine; hash %s%n", file, policy.hash());
                PolicySummary.of(policy).forEach(out::println);
                yield ExitCodes.OK;
            }
            case PolicyResult.Invalid(List<PolicyProblem> problems) -> {
                problems.forEach(out::println);
                yield ExitCodes.DENY;
            }
        };
    }
}
