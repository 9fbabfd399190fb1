package io.hubmeter.standalone.stream;

import io.hubmeter.collector.config.SettingReader;
import io.hubmeter.wire.QueryToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file of the secret that query endpoints and those who ask them share. */
public final class QueryTokenFile {
    private QueryTokenFile() {}

    /**
     * The secret; null if no file is named, or it holds none.
     *
     * @param key the setting that names the file
     * @param problems told what is wrong with it, without the secret
     */
    public static @Nullable QueryToken read(SettingReader reader, String key, List<String> problems) {
        Path file = reader.get(key, Path.class);
        if (file == null) {
            return null;
        }
        try {
            return new QueryToken(Files.readString(file).strip());
        } catch (IOException e) {
            problems.add("%s: %s: found no file that can be read as text, expected one".formatted(key, file));
        } catch (IllegalArgumentException e) {
            problems.add("%s: %s: %s".formatted(key, file, e.getMessage()));
        }
        return null;
    }
}
