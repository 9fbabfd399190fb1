package io.hubmeter.collector.config;

import io.hubmeter.core.problem.Excerpt;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A file in the syntax of {@link Properties}, in UTF-8, read with the line of each key. Unlike there a key may stand only once.
 */
final class PropertiesText {
    static final int MAX_BYTES = 1 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private PropertiesText() {}

    /** The entries in file order; what cannot be read is a problem. */
    static Map<String, Given> read(Path file, List<ConfigProblem> problems) {
        return entries(String.valueOf(file.getFileName()), text(file, MAX_BYTES, problems), problems);
    }

    /** The text of a file of bounded size; empty, and a problem, if it cannot be read. */
    static String text(Path file, int maxBytes, List<ConfigProblem> problems) {
        String expected = "a readable file in UTF-8 of at most %,d bytes".formatted(maxBytes);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length <= maxBytes) {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            }
            problems.add(problem(file, "more than that", expected));
        } catch (NoSuchFileException e) {
            problems.add(problem(file, "no such file", expected));
        } catch (CharacterCodingException e) {
            problems.add(problem(file, "bytes that are not UTF-8", expected));
        } catch (IOException e) {
            problems.add(problem(file, Excerpt.ofMessage(e.toString()), expected));
        }
        return "";
    }

    private static ConfigProblem problem(Path file, String found, String expected) {
        return new ConfigProblem(Excerpt.ofMessage(file.toString()), null, found, expected, null);
    }

    static Map<String, Given> entries(String file, String text, List<ConfigProblem> problems) {
        Map<String, Given> entries = new LinkedHashMap<>();
        for (Line line : lines(text)) {
            String where = file + ':' + line.number();
            Properties entry = new Properties();
            try {
                entry.load(new StringReader(line.text()));
            } catch (IllegalArgumentException e) {
                // Its message would repeat the line, which may hold a secret.
                problems.add(new ConfigProblem(
                        where, null, "a malformed \\u escape", "four hexadecimal digits after \\u", null));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            for (String key : entry.stringPropertyNames()) {
                Given first = entries.putIfAbsent(key, new Given(entry.getProperty(key), where));
                if (first != null) {
                    problems.add(new ConfigProblem(
                            where,
                            Excerpt.of(key),
                            "this key again, first at " + first.where(),
                            "each key once",
                            null));
                }
            }
        }
        return entries;
    }

    /** A line with those that continue it, counted from 1. */
    private record Line(int number, String text) {}

    private static List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        String[] natural = text.replaceFirst("^" + BYTE_ORDER_MARK, "").split("\r\n|[\r\n]", -1);
        for (int i = 0; i < natural.length; i++) {
            int first = i;
            StringBuilder whole = new StringBuilder(natural[i]);
            while (!isComment(natural[first]) && continues(natural[i]) && i + 1 < natural.length) {
                i++;
                whole.append('\n').append(natural[i]);
            }
            lines.add(new Line(first + 1, whole.toString()));
        }
        return lines;
    }

    private static boolean isComment(String line) {
        String start = line.stripLeading();
        return start.startsWith("#") || start.startsWith("!");
    }

    private static boolean continues(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }
}
