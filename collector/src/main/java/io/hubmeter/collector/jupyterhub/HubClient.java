package io.hubmeter.collector.jupyterhub;

import io.hubmeter.collector.jupyterhub.HubAnswer.Next;
import io.hubmeter.collector.jupyterhub.HubAnswer.Page;
import io.hubmeter.collector.jupyterhub.HubAnswer.Trouble;
import io.hubmeter.collector.jupyterhub.UserPageJson.Unexpected;
import io.hubmeter.collector.jupyterhub.UserPageJson.Withheld;
import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.hub.Exchange;
import io.hubmeter.hub.RequestCeiling;
import io.hubmeter.hub.RetryAfter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Consumer;

/**
 * Asks a hub for users, a page at a time. Whatever the hub does becomes an answer; nothing is tried twice here.
 *
 * <p>The token goes to the configured URL and nowhere else: redirections are not followed, nor is the URL of a next page.
 */
final class HubClient {
    static final int MAX_BODY_BYTES = 8 << 20;
    static final int MAX_USERS = 200_000;

    private static final String PAGINATED = "application/jupyterhub-pagination+json";
    private static final int OK = 200;
    private static final int REDIRECTED = 300;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final JupyterHubSourceConfig config;
    private final Exchange exchange;
    private final RequestCeiling ceiling;
    private final InstantSource clock;
    private final Consumer<String> counter;

    /**
     * @param counter told the status of each answer, or {@code none} where there was no answer
     */
    HubClient(
            JupyterHubSourceConfig config,
            Exchange exchange,
            RequestCeiling ceiling,
            InstantSource clock,
            Consumer<String> counter) {
        this.config = config;
        this.exchange = exchange;
        this.ceiling = ceiling;
        this.clock = clock;
        this.counter = counter;
    }

    /** How a hub is asked; to be closed by the caller. */
    static Exchange exchange(Duration timeout) {
        return Exchange.within(timeout, MAX_BODY_BYTES, null);
    }

    /** The users of a page, in the hub's order. */
    HubAnswer page(Next at) throws InterruptedException {
        URI url = URI.create("%s/users?offset=%d&limit=%d".formatted(config.apiUrl(), at.offset(), at.limit()));
        String token;
        try {
            token = config.token().reveal();
        } catch (IOException | IllegalArgumentException unusable) {
            return new Trouble("token: " + unusable, null);
        }
        try {
            HttpResponse<byte[]> response = send(url, token);
            return response.statusCode() == OK ? users(url, token, response.body(), at) : refused(url, token, response);
        } catch (IOException unanswered) {
            return new Trouble(
                    "%s: found no answer (%s), expected a page of users".formatted(url, Exchange.reason(unanswered)),
                    null);
        }
    }

    private HubAnswer users(URI url, String token, byte[] body, Next at) throws InterruptedException {
        try {
            Page page = UserPageJson.page(body, at.offset(), at.limit());
            if (page.next() != null && page.next().offset() >= MAX_USERS) {
                return new Trouble(
                        "%s: found more than %d users, expected at most that many".formatted(url, MAX_USERS), null);
            }
            return page;
        } catch (Unexpected unexpected) {
            return new Trouble(url + ": " + unexpected.getMessage(), null);
        } catch (Withheld withheld) {
            return new Trouble("%s: %s; %s".formatted(url, withheld.getMessage(), scopes(token)), null);
        }
    }

    private Trouble refused(URI url, String token, HttpResponse<byte[]> response) throws InterruptedException {
        int status = response.statusCode();
        StringBuilder detail = new StringBuilder("%s: found status %d".formatted(url, status));
        if (status >= REDIRECTED && status < BAD_REQUEST) {
            response.headers()
                    .firstValue("Location")
                    .ifPresent(to -> detail.append(" to ").append(Excerpt.quoted(to)));
        }
        UserPageJson.message(response.body())
                .ifPresent(message -> detail.append(" (").append(message).append(')'));
        detail.append(", expected ").append(OK);
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            detail.append("; ").append(scopes(token));
        }
        Duration retryAfter = response.headers()
                .firstValue("Retry-After")
                .flatMap(text -> RetryAfter.parse(text, clock.instant()))
                .orElse(null);
        return new Trouble(detail.toString(), retryAfter);
    }

    /** What the token may do, against what it needs. */
    private String scopes(String token) throws InterruptedException {
        String needed = "the token needs the scopes " + String.join(" ", JupyterHubSource.SCOPES);
        try {
            HttpResponse<byte[]> response = send(URI.create(config.apiUrl() + "/user"), token);
            if (response.statusCode() != OK) {
                return needed + ", but the hub does not know it";
            }
            return UserPageJson.scopes(response.body())
                    .map(HubClient::missing)
                    .map(missing -> missing.isEmpty()
                            ? needed + ", which it has, if not for every user"
                            : needed + ", it lacks " + String.join(" ", missing))
                    .orElse(needed);
        } catch (IOException unanswered) {
            return needed;
        }
    }

    private static List<String> missing(SequencedSet<String> found) {
        return JupyterHubSource.SCOPES.stream()
                // A scope may be narrowed, as in list:users!group=a.
                .filter(scope -> found.stream().noneMatch(has -> has.equals(scope) || has.startsWith(scope + '!')))
                .toList();
    }

    private HttpResponse<byte[]> send(URI url, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("Accept", PAGINATED)
                .header("Authorization", "token " + token)
                .build();
        ceiling.admit();
        try {
            HttpResponse<byte[]> response = exchange.send(request);
            counter.accept(Integer.toString(response.statusCode()));
            return response;
        } catch (IOException unanswered) {
            counter.accept("none");
            throw unanswered;
        }
    }
}
