package io.hubmeter.collector.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from; the later of these wins.
 *
 * @param file a properties file; null if there is none
 * @param environment variables of the process; those that begin with {@code HUBMETER_} are settings
 * @param arguments each {@code key=value}
 * @param host what is known of where the process runs
 */
public record ConfigInput(@Nullable Path file, Map<String, String> environment, List<String> arguments, Host host) {
    /** Keeps copies. */
    public ConfigInput {
        environment = Map.copyOf(environment);
        arguments = List.copyOf(arguments);
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return "ConfigInput[file=%s, %d arguments, host=%s]".formatted(file, arguments.size(), host);
    }
}
