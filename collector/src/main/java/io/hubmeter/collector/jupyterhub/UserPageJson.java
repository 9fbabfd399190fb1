package io.hubmeter.collector.jupyterhub;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hubmeter.collector.jupyterhub.HubAnswer.Next;
import io.hubmeter.collector.jupyterhub.HubAnswer.Page;
import io.hubmeter.core.problem.Excerpt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The hub's JSON. Of the next page only its numbers are taken: the URL beside them may lead anywhere. */
final class UserPageJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private UserPageJson() {}

    /** The JSON is not what was expected; the message says where. */
    static final class Unexpected extends Exception {
        private static final long serialVersionUID = 1L;

        Unexpected(String element, String found, String expected) {
            super("%s: found %s, expected %s".formatted(element, found, expected), null, false, false);
        }
    }

    /** A user was told without what the token may not read. */
    static final class Withheld extends Exception {
        private static final long serialVersionUID = 1L;

        Withheld(String element, String field) {
            super("%s: found no %s, expected it".formatted(element, field), null, false, false);
        }
    }

    /** A page of users. */
    static Page page(byte[] body, int offset, int limit) throws Unexpected, Withheld {
        JsonNode root = root(body);
        if (!root.isObject()
                || !root.path("items").isArray()
                || !root.path("_pagination").isObject()) {
            throw new Unexpected(
                    "body", excerpt(body), "an object with items and _pagination; JupyterHub has that since 2.0");
        }
        JsonNode items = root.path("items");
        if (items.size() > limit) {
            throw new Unexpected("items", items.size() + " users", "at most " + limit);
        }
        List<HubUser> users = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            users.add(user("items[" + i + "]", items.path(i)));
        }
        return new Page(users, next(root.path("_pagination").path("next"), offset, limit));
    }

    /** The scopes of a token, from what the hub says of its owner; empty if it does not say. */
    static Optional<SequencedSet<String>> scopes(byte[] body) {
        try {
            JsonNode scopes = root(body).path("scopes");
            if (!scopes.isArray()) {
                return Optional.empty();
            }
            SequencedSet<String> names = new TreeSet<>();
            scopes.forEach(scope -> names.add(scope.asText()));
            return Optional.of(names);
        } catch (Unexpected notJson) {
            return Optional.empty();
        }
    }

    /** The hub's own message in an error; empty if there is none. */
    static Optional<String> message(byte[] body) {
        try {
            JsonNode message = root(body).path("message");
            return message.isTextual() ? Optional.of(Excerpt.ofMessage(message.textValue())) : Optional.empty();
        } catch (Unexpected notJson) {
            return Optional.empty();
        }
    }

    private static JsonNode root(byte[] body) throws Unexpected {
        try {
            return MAPPER.readTree(body);
        } catch (IOException notJson) {
            throw new Unexpected("body", excerpt(body), "JSON");
        }
    }

    private static HubUser user(String element, JsonNode item) throws Unexpected, Withheld {
        if (!item.isObject()) {
            throw new Unexpected(element, excerpt(item), "a user");
        }
        String name = text(element + ".name", field(element, item, "name"));
        JsonNode groups = field(element, item, "groups");
        if (!groups.isArray()) {
            throw new Unexpected(element + ".groups", excerpt(groups), "a list of names");
        }
        List<String> names = new ArrayList<>(groups.size());
        for (JsonNode group : groups) {
            names.add(text(element + ".groups", group));
        }
        return new HubUser(name, names);
    }

    private static JsonNode field(String element, JsonNode item, String field) throws Withheld {
        JsonNode value = item.get(field);
        if (value == null) {
            throw new Withheld(element, field);
        }
        return value;
    }

    private static String text(String element, JsonNode value) throws Unexpected {
        if (!value.isTextual()) {
            throw new Unexpected(element, excerpt(value), "text");
        }
        return value.textValue();
    }

    private static @Nullable Next next(JsonNode next, int offset, int limit) throws Unexpected {
        if (next.isNull() || next.isMissingNode()) {
            return null;
        }
        JsonNode at = next.path("offset");
        JsonNode most = next.path("limit");
        if (!at.isInt() || at.intValue() <= offset || at.intValue() > offset + limit) {
            throw new Unexpected(
                    "_pagination.next.offset", excerpt(at), "%d to %d".formatted(offset + 1, offset + limit));
        }
        if (!most.isInt() || most.intValue() < 1 || most.intValue() > limit) {
            throw new Unexpected("_pagination.next.limit", excerpt(most), "1 to " + limit);
        }
        return new Next(at.intValue(), most.intValue());
    }

    private static String excerpt(JsonNode node) {
        return node.isMissingNode() ? "none" : Excerpt.quoted(node.toString());
    }

    private static String excerpt(byte[] body) {
        if (body.length == 0) {
            return "nothing";
        }
        // More bytes than characters are shown, and no more than that of a body that may be large.
        int shown = Math.min(body.length, 4 * (Excerpt.MAX_LENGTH + 1));
        return Excerpt.quoted(new String(body, 0, shown, StandardCharsets.UTF_8));
    }
}
