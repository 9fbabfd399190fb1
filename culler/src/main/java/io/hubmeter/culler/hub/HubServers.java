package io.hubmeter.culler.hub;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.culler.http.GentleClient;
import io.hubmeter.culler.http.Reply;
import io.hubmeter.culler.http.Reply.Answer;
import io.hubmeter.culler.http.Reply.Trouble;
import io.hubmeter.culler.http.Segment;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The servers of a hub, through its REST API. */
public final class HubServers {
    /** What the token must allow, and all that it should. */
    public static final List<String> SCOPES = List.of("read:users:name", "read:servers", "delete:servers");

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;

    private final GentleClient client;

    /** The servers of the hub that a client asks, whose base is the hub's API. */
    public HubServers(GentleClient client) {
        this.client = client;
    }

    /** How a server fares. */
    public HubSays look(String user, String server) throws InterruptedException {
        String path = "/users/" + Segment.of(user);
        return switch (client.get(path)) {
            case Trouble trouble -> new HubSays.Unclear(trouble);
            case Answer answer when answer.status() == NOT_FOUND -> new HubSays.NotRunning();
            case Answer answer when answer.status() != OK -> unclear("GET", path, answer, needs("200 and a user"));
            // A proxy that takes paths apart could have led to somebody else.
            case Answer answer
            when !answer.body().path("name").asText().equals(user) ->
                unclear("GET", path, answer, "the user of that name");
            case Answer answer
            when !answer.body().path("servers").isObject() -> unclear("GET", path, answer, needs("the user's servers"));
            case Answer answer -> server(answer.body().path("servers").path(server));
        };
    }

    private static HubSays server(JsonNode server) {
        if (!server.isObject() || server.path("stopped").asBoolean(false)) {
            return new HubSays.NotRunning();
        }
        JsonNode pending = server.path("pending");
        return new HubSays.Running(instant(server.path("started")), pending.isTextual() ? pending.textValue() : null);
    }

    private static @Nullable Instant instant(JsonNode node) {
        try {
            return node.isTextual() ? OffsetDateTime.parse(node.textValue()).toInstant() : null;
        } catch (DateTimeException noInstant) {
            return null;
        }
    }

    /** Tells a server to stop: not running when it has, running while it does. */
    public HubSays stop(String user, String server) throws InterruptedException {
        String path = "/users/" + Segment.of(user) + (server.isEmpty() ? "/server" : "/servers/" + Segment.of(server));
        Reply reply = client.delete(path);
        return switch (reply) {
            case Trouble trouble -> new HubSays.Unclear(trouble);
            case Answer answer ->
                switch (answer.status()) {
                    case NO_CONTENT, NOT_FOUND -> new HubSays.NotRunning();
                    case ACCEPTED -> new HubSays.Running(null, "stop");
                    default -> unclear("DELETE", path, answer, needs("202 or 204"));
                };
        };
    }

    private HubSays unclear(String method, String path, Answer answer, String expected) {
        return new HubSays.Unclear(client.unexpected(method, path, answer, expected));
    }

    private static String needs(String expected) {
        return expected + "; the token needs the scopes " + String.join(" ", SCOPES);
    }
}
