package io.hubmeter.pages.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.common.contenttype.ContentType;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the hub, within bounds, and follows it nowhere else. Safe for use by many threads at once. */
final class HubClient implements AutoCloseable {
    private static final Duration CONNECT_BOUND = Duration.ofSeconds(2);
    private static final int TOTAL_BOUND_S = 5;
    private static final int MOST_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HubSite site;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT_BOUND)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    HubClient(HubSite site) {
        this.site = site;
    }

    /** Exchanges the code that the browser brought (RFC 6749, section 4.1.3). */
    HubAnswer<HubToken> tokenFor(String code, URI redirectUri) {
        TokenRequest request = new TokenRequest.Builder(
                        URI.create(site.api() + "/oauth2/token"),
                        new ClientSecretPost(
                                new ClientID(site.clientId()),
                                new Secret(site.token().reveal())),
                        new AuthorizationCodeGrant(new AuthorizationCode(code), redirectUri))
                .build();
        HTTPRequest form = request.toHTTPRequest();
        HttpRequest post = HttpRequest.newBuilder(form.getURI())
                .header("Content-Type", ContentType.APPLICATION_URLENCODED.toString())
                .POST(BodyPublishers.ofString(form.getBody()))
                .build();
        try {
            HttpResponse<byte[]> response = send(post);
            if (response.statusCode() >= 500 || response.statusCode() == 429) {
                return new HubAnswer.Silent<>("token endpoint: found status " + response.statusCode());
            }
            return token(response);
        } catch (HubSilent silent) {
            return new HubAnswer.Silent<>("token endpoint: " + silent.getMessage());
        }
    }

    private static HubAnswer<HubToken> token(HttpResponse<byte[]> response) throws HubSilent {
        try {
            HTTPResponse form = new HTTPResponse(response.statusCode());
            form.setHeader(
                    "Content-Type",
                    response.headers().firstValue("Content-Type").orElse("none"));
            form.setBody(new String(response.body(), StandardCharsets.UTF_8));
            TokenResponse answer = TokenResponse.parse(form);
            if (!answer.indicatesSuccess()) {
                ErrorObject error = answer.toErrorResponse().getErrorObject();
                return new HubAnswer.Refused<>(
                        "token endpoint: found status %d, error %s".formatted(response.statusCode(), error.getCode()));
            }
            AccessToken token = answer.toSuccessResponse().getTokens().getAccessToken();
            long lasts = token.getLifetime();
            return new HubAnswer.Told<>(
                    new HubToken(token.getValue(), lasts > 0 ? Duration.ofSeconds(lasts) : Duration.ofDays(1)));
        } catch (ParseException | IllegalArgumentException e) {
            throw new HubSilent("found an answer of status %d that is none".formatted(response.statusCode()));
        }
    }

    /** Whom a token belongs to. */
    HubAnswer<HubUser> whoIs(String token) {
        HttpRequest get = HttpRequest.newBuilder(URI.create(site.api() + "/user"))
                .header("Authorization", "token " + token)
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<byte[]> response = send(get);
            return switch (response.statusCode()) {
                case 200 -> new HubAnswer.Told<>(user(response.body()));
                case 401, 403, 404 -> new HubAnswer.Refused<>("token: found status " + response.statusCode());
                default -> new HubAnswer.Silent<>("user: found status " + response.statusCode());
            };
        } catch (HubSilent silent) {
            return new HubAnswer.Silent<>("user: " + silent.getMessage());
        }
    }

    private static HubUser user(byte[] body) throws HubSilent {
        try {
            JsonNode json = JSON.readTree(body);
            if (json == null
                    || !json.path("kind").asText("").equals("user")
                    || !json.path("name").isTextual()) {
                throw new HubSilent("found no user");
            }
            return new HubUser(
                    json.path("name").textValue(),
                    texts(json.path("groups")),
                    json.path("admin").asBoolean(false),
                    texts(json.path("scopes")));
        } catch (IOException e) {
            throw new HubSilent("found no JSON");
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText("")));
        return texts;
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws HubSilent {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
        try {
            return answer.get(TOTAL_BOUND_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new HubSilent("found no answer within %d s".formatted(TOTAL_BOUND_S));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new HubSilent("found no answer: " + cause.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubSilent("interrupted");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static final class HubSilent extends Exception {
        private static final long serialVersionUID = 1L;

        HubSilent(String reason) {
            super(reason);
        }
    }
}
