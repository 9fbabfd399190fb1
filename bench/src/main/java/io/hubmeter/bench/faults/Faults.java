package io.hubmeter.bench.faults;

import io.hubmeter.bench.faults.check.Wrong;
import io.hubmeter.bench.faults.collectors.CollectorsReport;
import io.hubmeter.bench.faults.collectors.CollectorsRun;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code ./bench/run --faults}: prints what came of a run; ends with 1 if anything is wrong, and then keeps everything. */
public final class Faults {
    private static final String COLLECTORS = "--collectors";
    private static final int SECONDS = 120;
    private static final int ACCOUNTS = 48;
    private static final int PER_SECOND = 50;

    private Faults() {}

    /**
     * Runs it; with {@code --collectors} real ones and nothing but them; {@code --seconds}, {@code --seed}, {@code --brokers},
     * {@code --accounts}, {@code --per-second}, {@code --only}.
     */
    public static void main(String[] args) throws Exception {
        boolean isOfCollectors = List.of(args).contains(COLLECTORS);
        Options options;
        try {
            options = Options.read(
                    Stream.of(args).filter(arg -> !arg.equals(COLLECTORS)).toList(), SECONDS, ACCOUNTS, PER_SECOND);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (isOfCollectors && !KubeApiServer.available()) {
            System.err.println(KubeApiServer.whatIsMissing());
            System.exit(3);
        }
        Path folder = Files.createTempDirectory(isOfCollectors ? "hubmeter-collectors-" : "hubmeter-faults-");
        System.err.println("everything is kept in " + folder + " until the run ends well");
        if (isOfCollectors) {
            CollectorsReport report = CollectorsRun.run(options.seed(), options.seconds(), true, folder);
            String again = "--collectors --seed %d --seconds %d".formatted(options.seed(), options.seconds());
            end(report.text(), report.wrong(), folder, again);
        } else {
            FaultsReport report = FaultsRun.run(options, folder);
            String again = "--seed %d --seconds %d --brokers %d --accounts %d%s"
                    .formatted(
                            options.seed(),
                            options.seconds(),
                            options.brokers(),
                            options.accounts(),
                            options.only().isEmpty() ? "" : " --only " + options.only());
            end(report.text(), report.wrong(), folder, again);
        }
    }

    private static void end(String report, Wrong wrong, Path folder, String again) throws IOException {
        System.out.print(report);
        if (wrong.count() > 0) {
            System.out.printf("%n%s%nTopics and logs are kept in %s. Once more: %s%n", wrong.text(), folder, again);
            System.exit(1);
        }
        delete(folder);
        System.exit(0);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
