package io.hubmeter.bench.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code ./bench/run --faults}: prints what came of a run; ends with 1 if anything is wrong, and then keeps everything. */
public final class Faults {
    private static final int SECONDS = 120;
    private static final int ACCOUNTS = 48;
    private static final int PER_SECOND = 50;

    private Faults() {}

    /** Runs it; {@code --seconds}, {@code --seed}, {@code --brokers}, {@code --accounts}, {@code --per-second}. */
    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.read(List.of(args), SECONDS, ACCOUNTS, PER_SECOND);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Path folder = Files.createTempDirectory("hubmeter-faults-");
        System.err.println("everything is kept in " + folder + " until the run ends well");
        FaultsReport report = FaultsRun.run(options, folder);
        System.out.print(report.text());
        if (report.wrong().count() > 0) {
            System.out.printf(
                    "%n%s%nTopics and logs are kept in %s. Once more: --seed %d --seconds %d --brokers %d --accounts %d%n",
                    report.wrong().text(),
                    folder,
                    options.seed(),
                    options.seconds(),
                    options.brokers(),
                    options.accounts());
            System.exit(1);
        }
        delete(folder);
        System.exit(0);
    }

    static void delete(Path folder) throws java.io.IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
