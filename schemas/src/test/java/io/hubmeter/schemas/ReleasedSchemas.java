package io.hubmeter.schemas;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubmeter.schemas.registry.SchemaText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** The schemas that records in somebody's topics may have been written with: one file per subject and version. */
final class ReleasedSchemas {

    private static final Path FOLDER = Path.of("src/test/resources/released");

    private static final ObjectMapper JSON = new ObjectMapper();

    private ReleasedSchemas() {}

    /** The released schemas of a topic, the newest last. */
    static List<Schema> of(Topic topic) {
        var released = new ArrayList<Schema>();
        for (int version = 1; Files.exists(file(topic, version)); version++) {
            try {
                released.add(new Schema.Parser().parse(Files.readString(file(topic, version))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return released;
    }

    /** Writes the current schema as the next version. */
    static void release(Topic topic) {
        Path file = file(topic, of(topic).size() + 1);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, JSON.readTree(SchemaText.of(topic.schema())).toPrettyString() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path file(Topic topic, int version) {
        return FOLDER.resolve(topic.subject()).resolve(version + ".avsc");
    }
}
