package io.hubmeter.bench.faults;

import io.hubmeter.bench.faults.collectors.CollectorsReport;
import io.hubmeter.bench.faults.collectors.CollectorsRun;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
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

    /** Runs it; with {@code --collectors} real ones and nothing but them; {@code --seconds}, {@code --seed}, {@code --brokers}, {@code --accounts}, {@code --per-second}, {@code --only}. */
    public static void main(String[] args) throws Exception {
        if (List.of(args).contains(COLLECTORS)) {
            collectors(Stream.of(args).filter(arg -> !arg.equals(COLLECTORS)).toList());
            return;
        }
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
                    "%n%s%nTopics and logs are kept in %s. Once more: --seed %d --seconds %d --brokers %d --accounts %d%s%n",
                    report.wrong().text(),
                    folder,
                    options.seed(),
                    options.seconds(),
                    options.brokers(),
                    options.accounts(),
                    options.only().isEmpty() ? "" : " --only " + options.only());
            System.exit(1);
        }
        delete(folder);
        System.exit(0);
    }

    /** Ends the process with 3 where there are no programs of an API server. */
    private static void collectors(List<String> args) throws Exception {
        Options options;
        try {
            options = Options.read(args, SECONDS, ACCOUNTS, PER_SECOND);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (!KubeApiServer.available()) {
            System.err.println(KubeApiServer.whatIsMissing());
            System.exit(3);
        }
        Path folder = Files.createTempDirectory("hubmeter-collectors-");
        System.err.println("everything is kept in " + folder + " until the run ends well");
        CollectorsReport report = CollectorsRun.run(options.seed(), options.seconds(), true, folder);
        System.out.print(report.text());
        if (report.wrong().count() > 0) {
            System.out.printf(
                    "%n%s%nTopics and logs are kept in %s. Once more: --collectors --seed %d --seconds %d%n",
                    report.wrong().text(), folder, options.seed(), options.seconds());
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
