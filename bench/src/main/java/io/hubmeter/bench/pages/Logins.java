package io.hubmeter.bench.pages;

import io.hubmeter.pages.FakeHub;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Logs users of a hub in as their browsers do, and keeps the cookies of their sessions. */
final class Logins implements AutoCloseable {
    private static final int AT_ONCE = 8;
    private static final Pattern STATE = Pattern.compile("[?&]state=([^&]+)");

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final FakeHub hub;
    private final URI home;

    /** Logins at pages; {@code home} is their address with the prefix. */
    Logins(FakeHub hub, URI home) {
        this.hub = hub;
        this.home = home;
    }

    /** The cookies of many, in their order. */
    List<String> of(int count, IntFunction<FakeHub.User> users) throws InterruptedException {
        List<String> cookies = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<String>> logins = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                FakeHub.User user = users.apply(i);
                logins.add(threads.submit(() -> of(user)));
            }
            for (Future<String> login : logins) {
                cookies.add(login.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("login at %s: %s".formatted(home, e.getMessage()), e);
        }
        return cookies;
    }

    /** The cookie of one. */
    String of(FakeHub.User user) throws IOException, InterruptedException {
        hub.put(user);
        HttpResponse<Void> departure = send(home, "");
        Matcher state = STATE.matcher(departure.headers().firstValue("Location").orElse(""));
        if (!state.find()) {
            throw new IOException(
                    "found status %d without a state, expected the way to the hub".formatted(departure.statusCode()));
        }
        URI back = home.resolve("oauth_callback?code=" + hub.codeFor(user.name()) + "&state=" + state.group(1));
        HttpResponse<Void> arrival = send(back, cookies(departure));
        if (arrival.statusCode() != 303) {
            throw new IOException("login of %s: found status %d, expected 303".formatted(user, arrival.statusCode()));
        }
        return cookies(arrival);
    }

    private HttpResponse<Void> send(URI uri, String cookies) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookies);
        }
        return http.send(request.build(), BodyHandlers.discarding());
    }

    /** What a browser sends back; a cookie that is ended has no value. */
    private static String cookies(HttpResponse<?> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.split(";", 2)[0])
                .filter(cookie -> !cookie.endsWith("="))
                .collect(Collectors.joining("; "));
    }

    @Override
    public void close() {
        http.close();
    }
}
