package io.hubmeter.standalone.story;

import io.hubmeter.api.access.AccessToken;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Token;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Who may call: one admin, and each hub of the tests.
 *
 * @param byCaller the admin's name, or the hub's
 */
record Tokens(Map<String, Token> byCaller) {
    static final String ADMIN = "root";

    private static final List<String> HUBS =
            List.of("lab", "crowd", "north", "south", "east", "quiet", "careful", "unheard", "culled");

    static Tokens create() {
        SecureRandom random = new SecureRandom();
        Map<String, Token> byCaller = new LinkedHashMap<>();
        byCaller.put(ADMIN, Token.create(random));
        HUBS.forEach(hub -> byCaller.put(hub, Token.create(random)));
        return new Tokens(byCaller);
    }

    /** What the API accepts. */
    AccessTokens accepted() {
        List<AccessToken> accepted = new ArrayList<>();
        byCaller.forEach((name, token) -> accepted.add(new AccessToken(
                name.equals(ADMIN) ? new Caller.Admin(name) : new Caller.Hub(name, name), token.sha256())));
        return AccessTokens.of(accepted);
    }

    /** The value of the header that a caller sends. */
    String bearer(String caller) {
        return "Bearer " + Objects.requireNonNull(byCaller.get(caller), caller).reveal();
    }
}
