package io.hubmeter.bench.decision;

import io.hubmeter.bench.platform.EndOfInput;
import io.hubmeter.bench.profile.CpuProfile;
import io.hubmeter.standalone.cli.Hubmeter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A child process: {@code hubmeter} with the arguments given, until its input ends. What it logs goes to a file, whose end is told if it ends by
 * itself. After {@value #PROFILE} it tells at the end where its processor time went.
 */
public final class Service {
    /** An argument before those of {@code hubmeter}. */
    public static final String PROFILE = "--profile";

    private static final int LAST_LINES = 20;

    private Service() {}

    /** Runs it. */
    public static void main(String[] args) throws IOException {
        boolean isProfiled = args[0].equals(PROFILE);
        String[] arguments = isProfiled ? Arrays.copyOfRange(args, 1, args.length) : args;
        CpuProfile profile = isProfiled ? CpuProfile.start() : CpuProfile.NONE;
        PrintStream terminal = System.err;
        Path log = Path.of("hubmeter-" + arguments[0] + ".log");
        System.setErr(new PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8));
        AtomicBoolean isEnough = new AtomicBoolean();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (!isEnough.get()) {
                                tell(log, terminal);
                            }
                        },
                        "tell"));
        Thread.ofPlatform().daemon().name("end").start(() -> {
            try {
                EndOfInput.await();
                profile.print("hubmeter " + arguments[0]);
            } catch (IOException e) {
                // Whoever started it is gone.
            }
            isEnough.set(true);
            System.exit(0);
        });
        Hubmeter.main(arguments);
    }

    private static void tell(Path log, PrintStream terminal) {
        try {
            List<String> lines = Files.readAllLines(log);
            lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).forEach(terminal::println);
        } catch (IOException e) {
            terminal.println(log + ": cannot be read");
        }
    }
}
