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
 * @param only what the names of all kinds of faults contain that there are to be; empty for all kinds
 * @param isCalm whether collectors do without gaps and jumps of their clocks, and questions become as many only by and by, as processes that
 *     have just started can answer them
 */
public record Options(int seconds, long seed, int brokers, int accounts, int perSecond, String only, boolean isCalm) {
    /** A run for every build. */
    public static final Options SHORT = new Options(25, 1, 1, 24, 40, "", false);

    /**
     * Reads the arguments of a command line.
     *
     * @param seconds how long, if they do not say
     * @throws IllegalArgumentException if they are not as expected; the message says what is
     */
    static Options read(List<String> arguments, int seconds, int accounts, int perSecond) {
        Options options = new Options(seconds, System.nanoTime() & 0xffff, 1, accounts, perSecond, "", false);
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
            if (name.equals("--only")) {
                options = options.withOnly(value);
                continue;
            }
            if (!value.matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException("%s: found '%s', expected a number".formatted(name, value));
            }
            options = options.with(name, Integer.parseInt(value));
        }
        if (options.brokers != 1 && options.brokers != 3) {
            throw new IllegalArgumentException("--brokers: found %d, expected 1 or 3".formatted(options.brokers));
        }
        var _ = Fault.kinds(options.seconds * 1_000L, options.only);
        return options;
    }

    private Options withOnly(String value) {
        return new Options(seconds, seed, brokers, accounts, perSecond, value, isCalm);
    }

    Options calm() {
        return new Options(seconds, seed, brokers, accounts, perSecond, only, true);
    }

    private Options with(String name, int value) {
        return switch (name) {
            case "--seconds" -> new Options(value, seed, brokers, accounts, perSecond, only, isCalm);
            case "--seed" -> new Options(seconds, value, brokers, accounts, perSecond, only, isCalm);
            case "--brokers" -> new Options(seconds, seed, value, accounts, perSecond, only, isCalm);
            case "--accounts" -> new Options(seconds, seed, brokers, value, perSecond, only, isCalm);
            case "--per-second" -> new Options(seconds, seed, brokers, accounts, value, only, isCalm);
            default ->
                throw new IllegalArgumentException(
                        "found %s, expected --seconds, --seed, --brokers, --accounts, --per-second or --only"
                                .formatted(name));
        };
    }
}
