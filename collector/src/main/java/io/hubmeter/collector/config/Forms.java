package io.hubmeter.collector.config;

import io.hubmeter.collector.notation.DurationText;
import io.hubmeter.core.problem.Excerpt;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/** The forms of values that stand alone; those of lists are in {@link ListForms}. */
public final class Forms {
    private static final int MAX_SECRET_LENGTH = 8_192;

    private Forms() {}

    /** A length of time within these bounds, both as they would be written. */
    public static Form<Duration> duration(String least, String most) {
        return duration(least, most, "", 1);
    }

    /** For what others count in whole seconds. */
    static Form<Duration> wholeSeconds(String least, String most) {
        return duration(least, most, " in whole seconds", 1_000);
    }

    private static Form<Duration> duration(String least, String most, String grain, long grainMs) {
        Duration from = DurationText.parseMillis(least).orElseThrow();
        Duration to = DurationText.parseMillis(most).orElseThrow();
        String range = "%s to %s%s".formatted(least, most, grain);
        return new Form<>(
                ConfigDef.Type.STRING,
                "DURATION",
                "duration, " + range,
                "%s, from %s".formatted(DurationText.EXPECTED_MILLIS, range),
                text(word -> {
                    Duration read = DurationText.parseMillis(word).orElseThrow(() -> new Unacceptable(null, null));
                    if (read.compareTo(from) < 0 || read.compareTo(to) > 0 || read.toMillis() % grainMs != 0) {
                        throw new Unacceptable(null, null);
                    }
                    return read;
                }));
    }

    /** A whole number of something. */
    public static Form<Integer> number(int least, int most, String unit) {
        String range = "%d to %d".formatted(least, most);
        return new Form<>(
                ConfigDef.Type.INT,
                "NUMBER",
                unit + ", " + range,
                "a whole number (%s) from %s".formatted(unit, range),
                value -> {
                    int number = (Integer) value;
                    if (number < least || number > most) {
                        throw new Unacceptable(null, null);
                    }
                    return number;
                });
    }

    /** Yes or no. */
    public static Form<Boolean> truth() {
        return new Form<>(
                ConfigDef.Type.BOOLEAN, "true|false", "true or false", "true or false", value -> (Boolean) value);
    }

    /** A text of a certain pattern. */
    public static Form<String> matching(Pattern pattern, String placeholder, String summary, String expected) {
        return new Form<>(ConfigDef.Type.STRING, placeholder, summary, expected, text(word -> {
            if (!pattern.matcher(word).matches()) {
                throw new Unacceptable(null, null);
            }
            return word;
        }));
    }

    /** The path of a file or folder, which need not be there. */
    public static Form<Path> file() {
        return new Form<>(ConfigDef.Type.STRING, "FILE", "file", "the path of a file", text(word -> {
            try {
                if (word.isEmpty()) {
                    throw new Unacceptable(null, null);
                }
                return Path.of(word);
            } catch (InvalidPathException e) {
                throw new Unacceptable(null, null);
            }
        }));
    }

    /** An address of a server; a slash at its end is dropped. */
    public static Form<URI> url() {
        return new Form<>(
                ConfigDef.Type.STRING,
                "URL",
                "http or https URL",
                "an http or https URL with a host, and without user, query and fragment",
                text(Forms::url));
    }

    /** One of several words. */
    public static Form<String> oneOf(List<String> words) {
        String all = String.join(", ", words);
        return new Form<>(
                ConfigDef.Type.STRING, String.join("|", words), "one of " + all, "one of " + all, text(word -> {
                    ListForms.needOneOf(word, words);
                    return word;
                }));
    }

    static URI url(String text) {
        // What stands before an @ may be a password, so it is never repeated.
        String shown = Excerpt.quoted(text.replaceAll("(?s)//.*@", "//…@"));
        try {
            URI uri = new URI(text.replaceFirst("/+$", ""));
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean isWeb = scheme.equals("http") || scheme.equals("https");
            boolean isBare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            if (!isWeb || uri.getHost() == null || !isBare) {
                throw new Unacceptable(shown, null);
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new Unacceptable(shown, null);
        }
    }

    /** Never repeated in a message: {@link SettingReader} sees to that for everything of type PASSWORD. */
    static Form<Password> secret() {
        return new Form<>(
                ConfigDef.Type.PASSWORD,
                "SECRET",
                "secret",
                "1 to %d printable ASCII characters without spaces".formatted(MAX_SECRET_LENGTH),
                value -> {
                    Password secret = (Password) value;
                    if (!isSecret(secret.value())) {
                        throw new Unacceptable(null, null);
                    }
                    return secret;
                });
    }

    /** Whether it can stand in an HTTP header as it is. */
    static boolean isSecret(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_SECRET_LENGTH
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    static <T> Function<Object, T> text(Function<String, T> reading) {
        return value -> reading.apply((String) value);
    }
}
