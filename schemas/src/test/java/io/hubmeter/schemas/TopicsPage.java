package io.hubmeter.schemas;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** Writes {@code docs/topics.md} from the catalogue, the schemas and the examples, into a template written by hand. */
final class TopicsPage {
    private static final Path FOLDER = Path.of("src/test/resources/docs");

    private final String template;
    private final Properties parties = new Properties();

    TopicsPage() throws IOException {
        template = Files.readString(FOLDER.resolve("topics.md"));
        parties.load(new StringReader(Files.readString(FOLDER.resolve("topics.properties"))));
    }

    String markdown() {
        return template.replace("<!-- catalogue -->", catalogue())
                .replace(
                        "<!-- topics -->",
                        Topics.all().stream().map(this::chapter).collect(Collectors.joining("\n")))
                .replace("<!-- shared -->", shared());
    }

    /** What the catalogue does not know: who writes and who reads a topic, and what it holds. */
    String said(Topic topic, String what) {
        String said = parties.getProperty(topic.name() + "." + what);
        if (said == null) {
            throw new IllegalStateException("%s: found no %s.%s, expected one".formatted(FOLDER, topic.name(), what));
        }
        return said;
    }

    private String catalogue() {
        StringBuilder table = new StringBuilder("""
                | topic | key | value | partitions | kept | written by | read by |
                | --- | --- | --- | --- | --- | --- | --- |
                """);
        for (Topic topic : Topics.all()) {
            table.append("| [`%s`](#%s) | %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            topic.name(),
                            topic.name().replace(".", ""),
                            topic.keyMeaning(),
                            said(topic, "holds"),
                            partitions(topic),
                            kept(topic),
                            said(topic, "written"),
                            said(topic, "read")));
        }
        return table.toString().strip();
    }

    private static String partitions(Topic topic) {
        return switch (topic.partitioning()) {
            case SHARED_WITH_ACCOUNTS -> "shared";
            case LIKE_ACCOUNTS -> "as many";
            case SINGLE -> "1";
        };
    }

    private static String kept(Topic topic) {
        return switch (topic.retention()) {
            case Retention.Compact compact -> "newest of each key";
            case Retention.Forever forever -> "for ever";
            case Retention.Time time -> "%,d days".formatted(time.duration().toDays());
        };
    }

    private String chapter(Topic topic) {
        Schema schema = topic.schema();
        return """
                ### %s

                %s

                - Key: %s
                - Value: `%s`, subject `%s`, version %d; reads every version before it (`BACKWARD_TRANSITIVE`)
                - Partitions: %s. Kept: %s
                - Written by: %s. Read by: %s

                %s
                An example:

                ```json
                %s
                ```
                """.formatted(
                        topic.name(),
                        cell(schema.getDoc()),
                        topic.keyMeaning(),
                        schema.getName(),
                        topic.subject(),
                        ReleasedSchemas.of(topic).size(),
                        partitions(topic),
                        kept(topic),
                        said(topic, "written"),
                        said(topic, "read"),
                        fields(schema, ReleasedSchemas.of(topic)),
                        ExampleRecords.text(topic).strip());
    }

    private static String fields(Schema record, List<Schema> released) {
        return "| field | type | what it says |\n| --- | --- | --- |\n"
                + record.getFields().stream()
                        .map(field -> "| `%s` | %s | %s%s |\n"
                                .formatted(
                                        field.name(),
                                        ExampleRecords.type(field.schema()),
                                        cell(field.doc()),
                                        since(field, released)))
                        .collect(Collectors.joining());
    }

    /** In which version a field came to be, if that is not the first. */
    private static String since(Schema.Field field, List<Schema> released) {
        for (int version = 0; version < released.size(); version++) {
            if (released.get(version).getField(field.name()) != null) {
                return version == 0 ? "" : " Since version %d.".formatted(version + 1);
            }
        }
        return "";
    }

    /** The records and enums that fields are made of, each once, in the order in which they are met. */
    private static String shared() {
        Map<String, Schema> named = new LinkedHashMap<>();
        List<Schema> open = new ArrayList<>();
        Topics.all().forEach(topic -> open.addAll(parts(topic.schema()).toList()));
        while (!open.isEmpty()) {
            Schema next = open.removeFirst();
            if (named.putIfAbsent(next.getName(), next) == null) {
                open.addAll(parts(next).toList());
            }
        }
        return named.values().stream()
                .sorted(java.util.Comparator.comparing(Schema::getName))
                .map(schema -> schema.getType() == Schema.Type.ENUM
                        ? "**`%s`**: %s One of %s.\n"
                                .formatted(
                                        schema.getName(),
                                        cell(schema.getDoc()),
                                        schema.getEnumSymbols().stream()
                                                .map(symbol -> "`" + symbol + "`")
                                                .collect(Collectors.joining(", ")))
                        : "**`%s`**: %s\n\n%s"
                                .formatted(schema.getName(), cell(schema.getDoc()), fields(schema, List.of())))
                .collect(Collectors.joining("\n"))
                .strip();
    }

    private static Stream<Schema> parts(Schema schema) {
        return schema.getType() == Schema.Type.RECORD
                ? schema.getFields().stream().flatMap(field -> named(field.schema()))
                : Stream.of();
    }

    private static Stream<Schema> named(Schema schema) {
        return switch (schema.getType()) {
            case UNION -> schema.getTypes().stream().flatMap(TopicsPage::named);
            case ARRAY -> named(schema.getElementType());
            case MAP -> named(schema.getValueType());
            case RECORD, ENUM -> Stream.of(schema);
            default -> Stream.of();
        };
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "\\<").replace("*", "\\*");
    }
}
