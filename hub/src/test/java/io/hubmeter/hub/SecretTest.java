package io.hubmeter.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void isNeverShown() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, "0123abcd\n");

        assertThat(Secret.of("0123abcd").toString()).isEqualTo("(secret)");
        assertThat(Secret.inFile(file).toString())
                .isEqualTo("(secret in " + file + ")")
                .doesNotContain("0123abcd");
    }

    @Test
    void isReadFromItsFileEachTime() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, " old\n");
        Secret secret = Secret.inFile(file);
        assertThat(secret.reveal()).isEqualTo("old");

        Files.writeString(file, "new\r\n");

        assertThat(secret.reveal()).isEqualTo("new");
    }

    @Test
    void cannotBeWhatAHeaderCannotHold() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, "abc\r\nX-Evil: 1");

        assertThatThrownBy(() -> Secret.inFile(file).reveal())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": found a character that cannot be sent, expected visible ASCII characters");
        assertThatThrownBy(() -> Secret.of("")).hasMessage("secret: found nothing, expected visible ASCII characters");
        assertThatThrownBy(() -> Secret.of("geheim\u00e4")).message().doesNotContain("geheim");
    }

    @Test
    void ofAMissingOrHugeFileCannotBeTold() throws IOException {
        Path huge = folder.resolve("huge");
        Files.writeString(huge, "a".repeat(Secret.MAX_BYTES + 1));

        assertThatThrownBy(() -> Secret.inFile(folder.resolve("none")).reveal())
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Secret.inFile(huge).reveal())
                .hasMessage(huge + ": found more than 8192 bytes, expected a secret");
    }
}
