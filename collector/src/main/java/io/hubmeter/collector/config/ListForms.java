package io.hubmeter.collector.config;

import io.hubmeter.collector.problem.NearestWord;
import io.hubmeter.core.problem.Excerpt;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** The forms of values that are lists, separated by commas; a message names the item to blame. */
public final class ListForms {
    private static final int MAX_ITEMS = 1_000;
    private static final int MAX_PORT = 65_535;

    private ListForms() {}

    /** Names, each once. */
    static Form<List<String>> names(String what) {
        String expected = "names of %s, separated by commas, each once, of %s".formatted(what, Names.NAME_EXPECTED);
        return new Form<>(ConfigDef.Type.LIST, "NAME,...", "list of names", expected, value -> {
            List<String> names = new ArrayList<>();
            for (String name : items(value)) {
                if (!Names.NAME.matcher(name).matches() || names.contains(name)) {
                    throw item(name, value, null);
                }
                names.add(name);
            }
            return List.copyOf(names);
        });
    }

    /** Where a Kafka cluster can be reached; at least one. */
    public static Form<String> hostsAndPorts() {
        Pattern hostAndPort = Pattern.compile("(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.%]+]):(\\d{1,5})");
        String expected = "host:port, or several separated by commas";
        return new Form<>(ConfigDef.Type.LIST, "HOST:PORT,...", "list of host:port", expected, value -> {
            List<String> servers = items(value);
            for (String server : servers) {
                Matcher matcher = hostAndPort.matcher(server);
                int port = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
                if (port < 1 || port > MAX_PORT) {
                    throw item(server, value, null);
                }
            }
            if (servers.isEmpty()) {
                throw new Unacceptable(null, null);
            }
            return String.join(",", servers);
        });
    }

    /** Addresses of servers; at least one, each once. */
    public static Form<List<URI>> urls() {
        String expected = "%s; or several separated by commas, each once"
                .formatted(Forms.url().expected());
        return new Form<>(ConfigDef.Type.LIST, "URL,...", "list of http or https URLs", expected, value -> {
            List<URI> urls = new ArrayList<>();
            for (String item : items(value)) {
                URI url = Forms.url(item);
                if (urls.contains(url)) {
                    throw item(item, value, null);
                }
                urls.add(url);
            }
            if (urls.isEmpty()) {
                throw new Unacceptable(null, null);
            }
            return List.copyOf(urls);
        });
    }

    /**
     * Assignments, each left side once.
     *
     * @param shape one of them, e.g. {@code hub=realm}
     * @param detail what either side may be, for messages
     * @param check throws {@link Unacceptable} or {@link IllegalArgumentException} if a side is not acceptable
     */
    public static Form<Map<String, String>> pairs(String shape, String detail, BiConsumer<String, String> check) {
        String expected = "%s, or several separated by commas, each %s once; %s"
                .formatted(shape, shape.substring(0, shape.indexOf('=')), detail);
        return new Form<>(ConfigDef.Type.LIST, shape + ",...", "list of `" + shape + "`", expected, value -> {
            Map<String, String> pairs = new LinkedHashMap<>();
            for (String pair : items(value)) {
                int equals = pair.lastIndexOf('=');
                String left = equals < 0 ? "" : pair.substring(0, equals).strip();
                String right = pair.substring(equals + 1).strip();
                try {
                    check.accept(left, right);
                } catch (Unacceptable e) {
                    throw item(pair, value, e.suggestion());
                } catch (IllegalArgumentException e) {
                    throw item(pair, value, null);
                }
                if (pairs.put(left, right) != null) {
                    throw item(pair, value, null);
                }
            }
            return Collections.unmodifiableMap(pairs);
        });
    }

    /**
     * Texts, at least one, each once.
     *
     * @param shape one of them as a placeholder
     * @param detail what each may be, for messages
     * @param check throws {@link Unacceptable} or {@link IllegalArgumentException} if one is not acceptable
     */
    public static Form<List<String>> texts(String shape, String detail, Consumer<String> check) {
        String expected = detail + "; or several separated by commas, each once";
        return new Form<>(ConfigDef.Type.LIST, shape + ",...", "list of " + detail, expected, value -> {
            List<String> texts = new ArrayList<>();
            for (String text : items(value)) {
                try {
                    check.accept(text);
                } catch (Unacceptable | IllegalArgumentException e) {
                    throw item(text, value, null);
                }
                if (texts.contains(text)) {
                    throw item(text, value, null);
                }
                texts.add(text);
            }
            if (texts.isEmpty()) {
                throw new Unacceptable(null, null);
            }
            return List.copyOf(texts);
        });
    }

    /** For checks of {@link #pairs}. */
    public static void need(boolean isAcceptable) {
        if (!isAcceptable) {
            throw new Unacceptable(null, null);
        }
    }

    /** For checks of {@link #pairs}. */
    static void needOneOf(String word, List<String> known) {
        if (!known.contains(word)) {
            throw new Unacceptable(null, NearestWord.to(word, known));
        }
    }

    private static List<String> items(Object value) {
        List<String> items = ((List<?>) value).stream().map(String::valueOf).toList();
        if (items.size() > MAX_ITEMS) {
            throw new Unacceptable(items.size() + " items", null);
        }
        return items;
    }

    private static Unacceptable item(String item, Object value, @Nullable String suggestion) {
        int size = ((List<?>) value).size();
        return size == 1
                ? new Unacceptable(null, suggestion)
                : new Unacceptable("%s in a list of %d".formatted(Excerpt.quoted(item), size), suggestion);
    }
}
