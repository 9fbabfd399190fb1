package io.hubmeter.api.access;

import io.hubmeter.api.notation.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads tokens as they are configured: lines {@code token.<name>.<setting>=<value>}, comments after {@code #}. Messages
 * never repeat what stands in place of a hash, or where no value is expected: it may be a token.
 */
final class TokensFile {
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern KEY = Pattern.compile("token\\.(.*)\\.([^.]*)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final int LONGEST_HUB = 255;
    private static final List<String> SETTINGS = List.of("role", "hub", "sha256");
    private static final List<String> ROLES = List.of("admin", "hub", "admission", "metrics");
    private static final int SHOWN_LENGTH = 30;

    private final String file;
    private final Map<String, Map<String, Value>> settings = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private record Value(int line, String text) {}

    private TokensFile(String file) {
        this.file = file;
    }

    static List<AccessToken> read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new TokensUnusable(
                        List.of("%s: found more, expected at most %d bytes".formatted(file, MOST_BYTES)));
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return parse(file.toString(), text);
        } catch (CharacterCodingException e) {
            throw new TokensUnusable(List.of("%s: found bytes that are not UTF-8, expected text".formatted(file)));
        } catch (IOException e) {
            throw new TokensUnusable(List.of("%s: found nothing to read (%s), expected a file of tokens"
                    .formatted(file, e.getClass().getSimpleName())));
        }
    }

    static List<AccessToken> parse(String file, String text) {
        TokensFile reader = new TokensFile(file);
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            reader.readLine(i + 1, lines.get(i).strip());
        }
        List<AccessToken> tokens = reader.tokens();
        List<String> problems = new ArrayList<>(reader.problems);
        if (!problems.isEmpty()) {
            // Tokens that are whole are held against each other all the same: all problems at once.
            problems.addAll(clashes(tokens));
            throw new TokensUnusable(problems);
        }
        return tokens;
    }

    private void readLine(int number, String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int equals = line.indexOf('=');
        if (equals < 0) {
            problem(number, "line: found no '=', expected token.<name>.<setting>=<value>");
            return;
        }
        String key = line.substring(0, equals).strip();
        String value = line.substring(equals + 1).strip();
        Matcher matcher = KEY.matcher(key);
        if (!matcher.matches()) {
            problem(number, "found %s, expected a key token.<name>.<setting>".formatted(shown(key)));
            return;
        }
        String name = matcher.group(1);
        String setting = matcher.group(2);
        if (!NAME.matcher(name).matches()) {
            problem(
                    number,
                    "name of a token: found %s, expected 1 to 64 characters of A-Z, a-z, 0-9, '.', '_', '@', '-'"
                            .formatted(shown(name)));
        } else if (!SETTINGS.contains(setting)) {
            problem(
                    number,
                    "%s: found unknown setting %s, expected %s"
                            .formatted(
                                    key.length() > SHOWN_LENGTH ? "token" : key,
                                    shown(setting),
                                    Nearest.among(SETTINGS, setting)));
        } else {
            Value before = settings.computeIfAbsent(name, missing -> new HashMap<>())
                    .putIfAbsent(setting, new Value(number, value));
            if (before != null) {
                problem(
                        number,
                        "%s: found it again, expected it once; it stands in line %d too".formatted(key, before.line()));
            }
        }
    }

    private List<AccessToken> tokens() {
        List<AccessToken> tokens = new ArrayList<>();
        settings.forEach((name, values) -> {
            Caller caller = caller(name, values);
            String sha256 = sha256(name, values.get("sha256"));
            if (caller != null && sha256 != null) {
                tokens.add(new AccessToken(caller, sha256));
            }
        });
        return tokens;
    }

    private @Nullable Caller caller(String name, Map<String, Value> values) {
        Value role = values.get("role");
        Value hub = values.get("hub");
        if (role == null) {
            problem(0, "token.%s.role: found nothing, expected one of %s".formatted(name, String.join(", ", ROLES)));
            return null;
        }
        if (hub != null && !role.text().equals("hub") && ROLES.contains(role.text())) {
            problem(
                    hub.line(),
                    "token.%s.hub: found %s, expected nothing with role %s"
                            .formatted(name, shown(hub.text()), role.text()));
            return null;
        }
        return switch (role.text()) {
            case "admin" -> new Caller.Admin(name);
            case "admission" -> new Caller.Admission(name);
            case "metrics" -> new Caller.Metrics(name);
            case "hub" -> hubCaller(name, role, hub);
            default -> {
                problem(
                        role.line(),
                        "token.%s.role: found %s, expected %s"
                                .formatted(name, shown(role.text()), Nearest.among(ROLES, role.text())));
                yield null;
            }
        };
    }

    private @Nullable Caller hubCaller(String name, Value role, @Nullable Value hub) {
        if (hub == null || hub.text().isEmpty() || hub.text().length() > LONGEST_HUB) {
            String found =
                    hub == null || hub.text().isEmpty() ? "nothing" : hub.text().length() + " characters";
            int line = hub == null ? role.line() : hub.line();
            problem(
                    line,
                    "token.%s.hub: found %s, expected the hub that the token is for, 1 to %d characters"
                            .formatted(name, found, LONGEST_HUB));
            return null;
        }
        return new Caller.Hub(name, hub.text());
    }

    private @Nullable String sha256(String name, @Nullable Value value) {
        if (value == null) {
            problem(0, "token.%s.sha256: found nothing, expected 64 hex digits in lower case".formatted(name));
            return null;
        }
        if (!AccessToken.isHash(value.text())) {
            problem(
                    value.line(),
                    "token.%s.sha256: found %d characters that are not shown, expected 64 hex digits in lower case"
                            .formatted(name, value.text().length()));
            return null;
        }
        return value.text();
    }

    /** What is wrong with tokens as a whole. */
    static List<String> problemsAmong(List<AccessToken> tokens) {
        if (tokens.isEmpty()) {
            return List.of("tokens: found none, expected one or more; nothing answers without. "
                    + "'hubmeter token create' makes one");
        }
        List<String> problems = new ArrayList<>(clashes(tokens));
        if (tokens.size() > AccessTokens.MOST) {
            problems.add("tokens: found %d, expected at most %d".formatted(tokens.size(), AccessTokens.MOST));
        }
        return problems;
    }

    private static List<String> clashes(List<AccessToken> tokens) {
        List<String> problems = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        for (AccessToken token : tokens) {
            String name = token.caller().name();
            String before = names.putIfAbsent("hash " + token.sha256(), name);
            if (before != null) {
                problems.add("token.%s.sha256: found the hash of token '%s' again, expected one of its own"
                        .formatted(name, before));
            }
            if (names.putIfAbsent("name " + name, name) != null) {
                problems.add("token.%s: found the name twice, expected each once".formatted(name));
            }
        }
        return problems;
    }

    private void problem(int line, String text) {
        problems.add(line == 0 ? "%s: %s".formatted(file, text) : "%s:%d: %s".formatted(file, line, text));
    }

    /** A token in the wrong place is longer than any word that belongs there. */
    private static String shown(String text) {
        return text.length() > SHOWN_LENGTH || text.startsWith("hm_")
                ? text.length() + " characters that are not shown"
                : "'" + text + "'";
    }
}
