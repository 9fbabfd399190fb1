package io.hubmeter.standalone.cli;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.source.KnownSources;
import io.hubmeter.schemas.avro.SourceOffset;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code hubmeter sources}. */
@Command(
        name = "sources",
        description = "Lists the sources that have written offsets, and parts with those that will be heard no more.",
        synopsisSubcommandLabel = "COMMAND")
final class SourcesCommand {
    /** A source that runs commits whenever something happens, and at bookmarks, about once a minute. */
    private static final Duration SURELY_STOPPED = Duration.ofMinutes(5);

    @Option(
            names = "--bootstrap-servers",
            scope = ScopeType.INHERIT,
            paramLabel = "HOST:PORT",
            description = "Where Kafka is; default: that of the demo, 127.0.0.1:19092.")
    private String bootstrapServers = "127.0.0.1:" + Ports.KAFKA;

    @Option(
            names = "--registry",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "The schema registry; default: that of the demo, http://127.0.0.1:18081.")
    private URI registry = URI.create("http://127.0.0.1:" + Ports.REGISTRY);

    @Option(
            names = "--kafka-properties",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Further properties of Kafka's clients, for instance for TLS and SASL.")
    private @Nullable Path kafkaProperties;

    @Spec
    private @Nullable CommandSpec spec;

    /** {@code hubmeter sources list}. */
    @Command(name = "list", description = "Lists them: name, position, and when that was committed.")
    int list() throws IOException {
        try (SchemaRegistryClient client = new HttpSchemaRegistry(registry)) {
            offsets(client)
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
            @Parameters(paramLabel = "NAME", description = "The source, as listed.") String name,
            @Option(names = "--force", description = "Also if it has committed within the last five minutes.")
                    boolean force)
            throws IOException {
        Instant now = Instant.now();
        try (SchemaRegistryClient client = new HttpSchemaRegistry(registry)) {
            SortedMap<String, SourceOffset> offsets = offsets(client);
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
            try (Publisher publisher = Publisher.connect(bootstrapServers, client, clientProperties())) {
                KnownSources.retire(offset, publisher, now);
            }
            out().printf("%s: retired%n", name);
            out().flush();
            return ExitCodes.OK;
        }
    }

    private SortedMap<String, SourceOffset> offsets(SchemaRegistryClient client) throws IOException {
        return new KnownSources(TopicReader.of(bootstrapServers, client, clientProperties())).offsets();
    }

    private Map<String, String> clientProperties() throws IOException {
        Map<String, String> properties = new HashMap<>();
        if (kafkaProperties != null) {
            Properties read = new Properties();
            try (Reader reader = Files.newBufferedReader(kafkaProperties)) {
                read.load(reader);
            }
            read.stringPropertyNames().forEach(key -> properties.put(key, read.getProperty(key)));
        }
        return properties;
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
