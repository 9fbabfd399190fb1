package io.hubmeter.standalone.cli;

import io.hubmeter.schemas.RegistryTopics;
import io.hubmeter.schemas.TopicsAdmin;
import io.hubmeter.schemas.TopicsApplied;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hubmeter topics}. */
@Command(name = "topics", description = "Works on Hubmeter's topics.", synopsisSubcommandLabel = "COMMAND")
final class TopicsCommand {
    @Spec
    private @Nullable CommandSpec spec;

    /** {@code hubmeter topics apply}. */
    @Command(
            name = "apply",
            description = {
                "Creates the topics that are missing and registers their schemas; may be run any number of times.",
                "",
                "A topic that exists is never changed: what differs from the catalogue is said, and the exit code is then 1."
            })
    int apply(
            @Mixin KafkaOptions kafka,
            @Option(
                            names = "--partitions",
                            paramLabel = "N",
                            defaultValue = "12",
                            description =
                                    "Partitions of topics keyed by account, for good: a stream processor has at most so "
                                            + "many tasks; default: 12.")
                    int partitions,
            @Option(
                            names = "--replication",
                            paramLabel = "N",
                            defaultValue = "3",
                            description = "Replicas of each partition, at most the number of brokers; default: 3.")
                    short replication)
            throws IOException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (partitions < 1 || replication < 1) {
            throw new CommandFailed("--partitions, --replication: found %d and %d, expected at least 1"
                    .formatted(partitions, replication));
        }
        try (Admin admin = Admin.create(new HashMap<>(kafka.properties()));
                SchemaRegistryClient registry = new HttpSchemaRegistry(kafka.registry())) {
            TopicsApplied applied = TopicsAdmin.apply(admin, partitions, replication);
            int subjects = RegistryTopics.register(registry).size();
            applied.created().forEach(topic -> out.println(topic + ": created"));
            applied.differences().forEach(out::println);
            out.printf(
                    "%d topics created, %d were there, %d schemas registered%n",
                    applied.created().size(), applied.kept().size(), subjects);
            out.flush();
            return applied.differences().isEmpty() ? ExitCodes.OK : ExitCodes.DENY;
        }
    }
}
