package io.hubmeter.standalone.cli;

import io.hubmeter.collector.config.ConfigInput;
import io.hubmeter.collector.config.ConfigRejected;
import io.hubmeter.collector.config.EffectiveSetting;
import io.hubmeter.collector.config.Host;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the settings of a command that runs a server come from, and what is said of them. */
final class SettingsOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A file of settings, in the syntax of Java's properties files, in UTF-8.")
    private @Nullable Path file;

    @Option(names = "--check", description = "Only check the settings, and print those in force; secrets are hidden.")
    private boolean isCheck;

    @Parameters(arity = "0..*", paramLabel = "KEY=VALUE", description = "Settings.")
    private List<String> settings = List.of();

    /** Reads settings. */
    @FunctionalInterface
    interface Reading<T> {
        /** Everything checked, or every problem. */
        T read(ConfigInput input) throws ConfigRejected;
    }

    /** Whether nothing else is to be done. */
    boolean isCheck() {
        return isCheck;
    }

    /** The settings; if they cannot be used the command ends with every problem, a line each. */
    <T> T read(Map<String, String> environment, Reading<T> reading) {
        return read(environment, List.of(), reading);
    }

    /** The settings, with some that options stand for. */
    <T> T read(Map<String, String> environment, List<String> ofOptions, Reading<T> reading) {
        List<String> all = new ArrayList<>(settings);
        all.addAll(ofOptions);
        try {
            return reading.read(new ConfigInput(file, environment, all, Host.here(environment)));
        } catch (ConfigRejected e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /** Shows what is in force. */
    static void print(PrintWriter out, List<EffectiveSetting> effective, List<String> warnings) {
        effective.forEach(setting -> out.println(line(setting)));
        warnings.forEach(warning -> out.println("# warning: " + warning));
        out.flush();
    }

    /** The same for the log. */
    static void log(Logger log, List<EffectiveSetting> effective, List<String> warnings) {
        effective.forEach(setting -> log.info("setting {}", line(setting)));
        warnings.forEach(log::warn);
    }

    private static String line(EffectiveSetting setting) {
        return "%s=%s  # %s".formatted(setting.key(), setting.value(), setting.where());
    }
}
