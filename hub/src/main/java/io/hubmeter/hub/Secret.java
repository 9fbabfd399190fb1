package io.hubmeter.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A word that only its owner may know, such as an API token: given as such, or kept in a file, which is read each time so that
 * a token can be changed under a running process.
 *
 * <p>It shows itself nowhere: not in {@link #toString}, not in the messages of exceptions.
 */
public final class Secret {
    /** The most bytes of a file that holds a secret. */
    public static final int MAX_BYTES = 8 << 10;

    private final @Nullable String value;
    private final @Nullable Path file;

    private Secret(@Nullable String value, @Nullable Path file) {
        this.value = value;
        this.file = file;
    }

    /**
     * A secret that is known already.
     *
     * @throws IllegalArgumentException if it could not stand in a header of HTTP
     */
    public static Secret of(String value) {
        return new Secret(checked(value, "secret"), null);
    }

    /** A secret in a file, with or without white space around it; the file need not exist yet. */
    public static Secret inFile(Path file) {
        return new Secret(null, file);
    }

    /**
     * The word itself: 1 or more visible ASCII characters.
     *
     * @throws IOException if its file cannot be read
     * @throws IllegalArgumentException if the file holds something else
     */
    public String reveal() throws IOException {
        if (file == null) {
            return Objects.requireNonNull(value);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException(
                        "%s: found more than %d bytes, expected a secret".formatted(file, MAX_BYTES));
            }
            return checked(new String(bytes, StandardCharsets.UTF_8).strip(), file.toString());
        }
    }

    private static String checked(String value, String where) {
        if (value.isEmpty() || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("%s: found %s, expected visible ASCII characters"
                    .formatted(where, value.isEmpty() ? "nothing" : "a character that cannot be sent"));
        }
        return value;
    }

    /** Where it is kept, never what it is. */
    @Override
    public String toString() {
        return file == null ? "(secret)" : "(secret in " + file + ")";
    }
}
