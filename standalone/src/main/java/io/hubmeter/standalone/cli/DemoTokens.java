package io.hubmeter.standalone.cli;

import io.hubmeter.api.access.AccessToken;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Token;
import io.hubmeter.standalone.demo.Demo;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.List;

/** Tokens of one run of the demo: an admin's, one of a hub for its realm, and one for metrics. New at each start, and gone at its end. */
final class DemoTokens implements AutoCloseable {
    private final DataFolder data;
    private final Token admin;
    private final Token hub;
    private final Token metrics;

    private DemoTokens(DataFolder data, Token admin, Token hub, Token metrics) {
        this.data = data;
        this.admin = admin;
        this.hub = hub;
        this.metrics = metrics;
    }

    /** Makes tokens and writes each to a file that only its owner may read. */
    static DemoTokens write(DataFolder data, SecureRandom random) throws IOException {
        DemoTokens tokens = new DemoTokens(data, Token.create(random), Token.create(random), Token.create(random));
        DataFolder.writeSecret(data.token(), tokens.admin.reveal());
        DataFolder.writeSecret(data.hubToken(), tokens.hub.reveal());
        DataFolder.writeSecret(data.metricsToken(), tokens.metrics.reveal());
        return tokens;
    }

    /** What the API accepts. */
    AccessTokens accepted() {
        return AccessTokens.of(List.of(
                new AccessToken(new Caller.Admin("demo-admin"), admin.sha256()),
                new AccessToken(new Caller.Hub("demo-hub", Demo.REALM), hub.sha256()),
                new AccessToken(new Caller.Metrics("demo-metrics"), metrics.sha256())));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(data.token());
        Files.deleteIfExists(data.hubToken());
        Files.deleteIfExists(data.metricsToken());
    }
}
