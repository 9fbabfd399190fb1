package io.hubmeter.standalone.cli;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.source.KnownSources;
import io.hubmeter.schemas.avro.SourceOffset;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hubmeter sources}. */
@Command(
        name = "sources",
        description = "Lists the sources that have written offsets, and parts with those that will be heard no more.",
        synopsisSubcommandLabel = "COMMAND")
final class SourcesCommand {
    /** A source that runs commits whenever something happens, and at bookmarks, about once a minute. */
    private static final Duration SURELY_STOPPED = Duration.ofMinutes(5);

    @Spec
    private @Nullable CommandSpec spec;

    /** {@code hubmeter sources list}. */
    @Command(name = "list", description = "Lists them: name, position, and when that was committed.")
    int list(@Mixin KafkaOptions kafka) throws IOException {
        try (SchemaRegistryClient client = new HttpSchemaRegistry(kafka.registry())) {
            offsets(kafka, client)
                    .forEach((name, offset) -> out().printf(
                                    "%-50s %20d  %s%n",
                                    name,
                                    offset.getPosition(),
                                    offset.getCommittedAt().truncatedTo(ChronoUnit.SECONDS)));
            out().flush();
            return ExitCodes.OK;
        }
    }

    /** {@code hubmeter sources retire}. */
    @Command(
            name = "retire",
            description = {
                "Parts with a source that will be heard no more: renamed, split, or taken away.",
                "",
                "Until then the time of its realm stands still, and decisions there are unknown. Its pods that are open end when "
                        + "it was last heard. Where another source watches them now, let that one list them first."
            })
    int retire(
            @Mixin KafkaOptions kafka,
            @Parameters(paramLabel = "NAME", description = "The source, as listed.") String name,
            @Option(names = "--force", description = "Also if it has committed within the last five minutes.")
                    boolean force)
            throws IOException {
        Instant now = Instant.now();
        try (SchemaRegistryClient client = new HttpSchemaRegistry(kafka.registry())) {
            SortedMap<String, SourceOffset> offsets = offsets(kafka, client);
            SourceOffset offset = offsets.get(name);
            if (offset == null) {
                throw new CommandFailed("source: found '%s', expected one of %s".formatted(name, offsets.keySet()));
            }
            Duration since = Duration.between(offset.getCommittedAt(), now);
            if (!force && since.compareTo(SURELY_STOPPED) < 0) {
                throw new CommandFailed(
                        ("source %s: found it committed %d s ago, expected one that nothing feeds any more. Take it out of the "
                                        + "settings of its collector first; --force retires it all the same.")
                                .formatted(name, since.toSeconds()));
            }
            try (Publisher publisher = Publisher.connect(kafka.bootstrapServers(), client, kafka.properties())) {
                KnownSources.retire(offset, publisher, now);
            }
            out().printf("%s: retired%n", name);
            out().flush();
            return ExitCodes.OK;
        }
    }

    private SortedMap<String, SourceOffset> offsets(KafkaOptions kafka, SchemaRegistryClient client)
            throws IOException {
        return new KnownSources(TopicReader.of(kafka.bootstrapServers(), client, kafka.properties())).offsets();
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
