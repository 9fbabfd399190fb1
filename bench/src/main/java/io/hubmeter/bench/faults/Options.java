package io.hubmeter.bench.faults;

import java.util.List;

/**
 * How long a run is, and of what.
 *
 * @param seconds during which faults happen
 * @param seed of everything that is random
 * @param brokers 1 or 3
 * @param accounts how many accounts have pods
 * @param perSecond questions per second
 * @param isCalm whether collectors do without gaps and jumps of their clocks, and questions become as many only by and by, as processes that
 *     have just started can answer them
 */
public record Options(int seconds, long seed, int brokers, int accounts, int perSecond, boolean isCalm) {
    /** A run for every build. */
    public static final Options SHORT = new Options(25, 1, 1, 24, 40, false);

    /**
     * Reads the arguments of a command line.
     *
     * @param seconds how long, if they do not say
     * @throws IllegalArgumentException if they are not as expected; the message says what is
     */
    static Options read(List<String> arguments, int seconds, int accounts, int perSecond) {
        Options options = new Options(seconds, System.nanoTime() & 0xffff, 1, accounts, perSecond, false);
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            if (!value.matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException("%s: found '%s', expected a number".formatted(name, value));
            }
            options = options.with(name, Integer.parseInt(value));
        }
        if (options.brokers != 1 && options.brokers != 3) {
            throw new IllegalArgumentException("--brokers: found %d, expected 1 or 3".formatted(options.brokers));
        }
        return options;
    }

    Options calm() {
        return new Options(seconds, seed, brokers, accounts, perSecond, true);
    }

    private Options with(String name, int value) {
        return switch (name) {
            case "--seconds" -> new Options(value, seed, brokers, accounts, perSecond, isCalm);
            case "--seed" -> new Options(seconds, value, brokers, accounts, perSecond, isCalm);
            case "--brokers" -> new Options(seconds, seed, value, accounts, perSecond, isCalm);
            case "--accounts" -> new Options(seconds, seed, brokers, value, perSecond, isCalm);
            case "--per-second" -> new Options(seconds, seed, brokers, accounts, value, isCalm);
            default ->
                throw new IllegalArgumentException(
                        "found %s, expected --seconds, --seed, --brokers, --accounts or --per-second".formatted(name));
        };
    }
}
