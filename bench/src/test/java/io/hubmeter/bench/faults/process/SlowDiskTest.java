package io.hubmeter.bench.faults.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shell writes a file, and has the disk take it, each time it is asked to. */
final class SlowDiskTest {
    private static final Duration DELAY = Duration.ofMillis(3);

    @TempDir
    private Path folder;

    private Path file;
    private Path log;
    private Process writer;
    private Writer asked;
    private BufferedReader answered;

    @BeforeAll
    static void needsStrace() throws Exception {
        String obstacle = SlowDisk.obstacle();
        Assumptions.assumeTrue(obstacle.isEmpty(), "a slow disk: " + obstacle);
    }

    @BeforeEach
    void startWriter() throws IOException {
        file = Files.createFile(folder.resolve("written"));
        log = folder.resolve("strace.log");
        String script = "while read number; do"
                + " dd if=/dev/zero of=\"$0\" bs=512 count=2 conv=notrunc,fdatasync 2>/dev/null; echo $number; done";
        writer = new ProcessBuilder("sh", "-c", script, file.toString()).start();
        asked = writer.outputWriter(StandardCharsets.UTF_8);
        answered = writer.inputReader(StandardCharsets.UTF_8);
    }

    @AfterEach
    void endWriter() throws IOException {
        writer.destroyForcibly();
        asked.close();
        answered.close();
    }

    private void write(String number) throws IOException {
        asked.write(number + "\n");
        asked.flush();
        assertThat(answered.readLine()).isEqualTo(number);
    }

    @Test
    void eachCallToNamedFilesIsHeldBackUntilItIsClosed() throws Exception {
        write("1");
        try (SlowDisk disk = SlowDisk.of(writer.pid(), DELAY, List.of(file), log)) {
            assertThat(disk.held()).isZero();

            write("2");
            disk.end();
            // Two writes and one wait for the disk, but not what was written to the pipe.
            assertThat(disk.held()).isEqualTo(3);

            write("3");
            assertThat(disk.held()).isEqualTo(3);
        }
    }

    @Test
    void ofUnnamedFilesCallsAreHeldBackThatNothingElseKnows() throws Exception {
        try (SlowDisk disk = SlowDisk.of(writer.pid(), DELAY, log)) {
            write("1");
            disk.end();
            assertThat(Files.readAllLines(log))
                    .filteredOn(line -> line.contains("DELAYED"))
                    .hasSizeGreaterThanOrEqualTo(1)
                    .anySatisfy(line -> assertThat(line).contains("fdatasync("))
                    .noneSatisfy(line -> assertThat(line).contains(" write("));
        }
    }

    @Test
    void itEndsWithTheProcess() throws Exception {
        try (SlowDisk disk = SlowDisk.of(writer.pid(), DELAY, log)) {
            writer.destroyForcibly().waitFor();
            disk.end();
            assertThat(disk.held()).isZero();
        }
    }

    @Test
    void aProcessThatThereIsNotCannotBeSlowedDown() throws Exception {
        writer.destroyForcibly().waitFor();

        assertThatThrownBy(() -> SlowDisk.of(writer.pid(), DELAY, log)).isInstanceOf(IOException.class);
    }
}
