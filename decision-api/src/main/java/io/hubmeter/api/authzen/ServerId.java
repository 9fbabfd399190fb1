package io.hubmeter.api.authzen;

import org.jspecify.annotations.Nullable;

/**
 * A server as AuthZEN's {@code resource.id} names it: hub, user and server with slashes between, for instance {@code
 * hub1/alice/} for a default server.
 *
 * <p>User names may hold slashes themselves, so the id alone does not tell where the user ends. It is read for the subject that
 * comes with it, and fits that subject or nobody.
 *
 * @param hub the hub's name; without a slash
 * @param server the server's name; empty for the default server
 */
record ServerId(String hub, String server) {

    /**
     * The server of a user; null if the id is not one of that user's. Server names hold no slash: {@code hub/a/b/} is the default
     * server of {@code a/b}, not the server {@code b/} of {@code a}.
     */
    static @Nullable ServerId of(String id, String user) {
        int slash = id.indexOf('/');
        if (slash < 1 || !id.startsWith(user + "/", slash + 1)) {
            return null;
        }
        String server = id.substring(slash + 1 + user.length() + 1);
        return server.indexOf('/') >= 0 ? null : new ServerId(id.substring(0, slash), server);
    }
}
