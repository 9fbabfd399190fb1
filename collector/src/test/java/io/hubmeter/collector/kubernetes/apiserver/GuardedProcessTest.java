package io.hubmeter.collector.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedProcessTest {

    @Test
    void evenAPausedProgramIsGoneWhenItIsClosed(@TempDir Path folder) throws IOException, InterruptedException {
        var program = GuardedProcess.start(folder.resolve("log"), List.of("sleep", "600"));
        assertThat(program.ended()).isFalse();
        program.signal("STOP");
        program.close();
        assertThat(ProcessHandle.of(program.pid())).isEmpty();
    }

    @Test
    void aProgramThatEndsByItselfIsNoticedAndLogged(@TempDir Path folder) throws IOException {
        Path log = folder.resolve("log");
        try (var program = GuardedProcess.start(log, List.of("sh", "-c", "echo went wrong >&2; exit 1"))) {
            await().until(program::ended);
            assertThat(log).hasContent("went wrong");
        }
    }

    @Test
    void aProgramDoesNotOutliveAJvmThatIsKilled(@TempDir Path folder) throws IOException, InterruptedException {
        Path printed = folder.resolve("pid");
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Doomed.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        await().until(() -> Files.exists(printed) && Files.size(printed) > 0);
        long pid = Long.parseLong(Files.readString(printed));
        assertThat(ProcessHandle.of(pid)).isPresent();
        jvm.destroyForcibly().waitFor();
        await().until(() -> ProcessHandle.of(pid).isEmpty());
    }

    /** Starts a program, says which, and waits to be killed. */
    static final class Doomed {

        private Doomed() {}

        static void main(String[] arguments) throws IOException, InterruptedException {
            Path folder = Path.of(arguments[0]);
            var program = GuardedProcess.start(folder.resolve("log"), List.of("sleep", "600"));
            Files.writeString(folder.resolve("pid.new"), Long.toString(program.pid()));
            Files.move(folder.resolve("pid.new"), folder.resolve("pid"));
            Thread.sleep(600_000);
        }
    }
}
