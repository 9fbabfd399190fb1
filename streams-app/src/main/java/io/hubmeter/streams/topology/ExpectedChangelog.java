package io.hubmeter.streams.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How a broker has to keep the changelog of a store, so that the store can be restored from it.
 *
 * @param topic the name of the topic
 * @param keptWhole how long each version is kept at least, uncompacted; zero where the newest is enough
 * @param kept how long a record is kept at least; zero if for ever
 * @param sharesPartitionsOfInputs whether it has as many partitions as the inputs
 */
public record ExpectedChangelog(String topic, Duration keptWhole, Duration kept, boolean sharesPartitionsOfInputs) {
    private static final String CLEANUP = "cleanup.policy";
    private static final String LAG = "min.compaction.lag.ms";
    private static final String RETENTION = "retention.ms";

    static ExpectedChangelog of(
            String applicationId, String store, Duration keptWhole, Duration kept, boolean sharesPartitionsOfInputs) {
        return new ExpectedChangelog(
                "%s-%s-changelog".formatted(applicationId, store), keptWhole, kept, sharesPartitionsOfInputs);
    }

    /**
     * What is not as it has to be, each with what to do.
     *
     * @param settings the value of a setting of the topic, in force; empty if it has none
     */
    public List<String> problems(UnaryOperator<String> settings) {
        List<String> problems = new ArrayList<>();
        List<String> cleanup = List.of(settings.apply(CLEANUP).split(","));
        if (kept.isZero() && cleanup.contains("delete")) {
            problems.add(problem(CLEANUP, String.join(",", cleanup), "compact", "state that is older would be lost"));
        }
        if (!kept.isZero() && cleanup.contains("delete")) {
            atLeast(problems, RETENTION, settings.apply(RETENTION), kept);
        }
        if (!keptWhole.isZero() && cleanup.contains("compact")) {
            atLeast(problems, LAG, settings.apply(LAG), keptWhole);
        }
        return problems;
    }

    private void atLeast(List<String> problems, String setting, String found, Duration least) {
        long foundMs = found.isEmpty() ? 0 : Long.parseLong(found);
        boolean isForEver = setting.equals(RETENTION) && foundMs < 0;
        if (!isForEver && foundMs < least.toMillis()) {
            problems.add(
                    problem(
                            setting,
                            found,
                            Long.toString(least.toMillis()),
                            "records that the store still needs, with retention as it is set now, would be gone when it is restored"));
        }
    }

    private String problem(String setting, String found, String expected, String why) {
        return ("topic %1$s: setting %2$s: found %3$s, expected %5$s%4$s: %6$s; set it with 'kafka-configs.sh --alter --entity-type topics "
                        + "--entity-name %1$s --add-config %2$s=%4$s', or take back what was changed in retention.*")
                .formatted(topic, setting, found, expected, setting.equals(CLEANUP) ? "" : "at least ", why);
    }
}
