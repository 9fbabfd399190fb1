package io.hubmeter.bench.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Laws 1, 2 and 4 at the decision API: the usage of every account is that of its pods, to the millisecond. */
public final class UsageCheck {
    private static final String LAW = "laws 1, 2, 4 (API)";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MS = 5_000;
    private static final long BOUND_NS = 60_000_000_000L;
    private static final long LOOK_MS = 500;

    private UsageCheck() {}

    /** Asks an API about every account; what is wrong is noted. */
    public static void check(Input input, Administered administered, URI api, String token, Wrong wrong)
            throws IOException, InterruptedException {
        Terms terms = administered.first();
        for (AccountPast past : input.accounts()) {
            String realm = PartitionInput.realm(past.account());
            String user = past.account().substring(realm.length() + 1);
            JsonNode answer = get(api, realm, user, token);
            long asOf = Instant.parse(answer.path("asOf").asText()).toEpochMilli();
            if (answer.path("limits").size() != terms.limits().size()) {
                wrong.add(
                        LAW,
                        "%s: found %s, expected %d limits"
                                .formatted(
                                        past.account(), answer, terms.limits().size()));
            }
            for (JsonNode told : answer.path("limits")) {
                Limit limit = terms.limit(
                        told.path("resource").asText(),
                        told.path("windowSeconds").decimalValue());
                String expected = limit == null
                        ? "no such limit"
                        : past.last()
                                .curve(limit.resource())
                                .used(asOf - limit.windowMs(), asOf)
                                .toString();
                if (!expected.equals(told.path("exact").path("used").asText())) {
                    wrong.add(
                            LAW,
                            "%s: found %s used at %d, expected %s".formatted(past.account(), told, asOf, expected));
                }
                for (Allowance allowance : administered.last(past.account())) {
                    if (limit != null
                            && allowance.base().isAbout(limit)
                            && !allowance
                                    .at(asOf)
                                    .toString()
                                    .equals(told.path("exact").path("limit").asText())) {
                        wrong.add(
                                LAW,
                                "%s: found %s at %d, expected a limit of %s"
                                        .formatted(past.account(), told, asOf, allowance.at(asOf)));
                    }
                }
            }
        }
    }

    /** The answer, once there is one: after a rebalance a copy may take a while to be found. */
    private static JsonNode get(URI api, String realm, String user, String token)
            throws IOException, InterruptedException {
        String path = "/v1/accounts/%s/%s/usage"
                .formatted(
                        realm, URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20"));
        long deadline = System.nanoTime() + BOUND_NS;
        while (true) {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(api + path).toURL().openConnection();
            connection.setRequestProperty("Authorization", "Bearer " + token);
            connection.setConnectTimeout(TIMEOUT_MS);
            connection.setReadTimeout(TIMEOUT_MS);
            try (var in = connection.getInputStream()) {
                return JSON.readTree(in);
            } catch (IOException e) {
                String told = told(connection);
                if (System.nanoTime() > deadline) {
                    throw new IOException("%s: found %s, expected an answer within a minute".formatted(path, told), e);
                }
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private static String told(HttpURLConnection connection) throws IOException {
        try (var in = connection.getErrorStream()) {
            return in == null ? "nothing" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
