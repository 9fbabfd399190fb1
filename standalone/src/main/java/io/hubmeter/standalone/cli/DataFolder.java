package io.hubmeter.standalone.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * What a running demo leaves in its data folder for other commands.
 *
 * @param folder the data folder
 */
record DataFolder(Path folder) {
    /** Where the demo keeps its data unless told otherwise. */
    static final DataFolder DEFAULT = new DataFolder(Path.of(".hubmeter", "demo"));

    private static final int LONGEST = 4_096;

    /** Where the API listens. */
    Path url() {
        return folder.resolve("url");
    }

    /** The token of an admin. */
    Path token() {
        return folder.resolve("token");
    }

    /** The token of the demo's hub. */
    Path hubToken() {
        return folder.resolve("hub-token");
    }

    /** The token of whoever reads metrics. */
    Path metricsToken() {
        return folder.resolve("metrics-token");
    }

    /** Writes a file that nobody but its owner may read, from its first byte on. */
    static void writeSecret(Path file, String secret) throws IOException {
        Files.deleteIfExists(file);
        boolean hasOwners = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = hasOwners
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Files.createFile(file, attributes);
        Files.writeString(file, secret + System.lineSeparator());
    }

    /** The only line of a file; empty if there is no such file. */
    static Optional<String> line(Path file) {
        try (var in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
