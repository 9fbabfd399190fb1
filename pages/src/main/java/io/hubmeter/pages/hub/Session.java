package io.hubmeter.pages.hub;

import java.time.Instant;

/**
 * What a browser was let in with. It is kept by the browser, sealed.
 *
 * @param id random; tells sessions apart
 * @param user whose it is, as the hub named him at the login
 * @param hubToken what the hub is asked with whether that is still so
 * @param csrfSecret what tokens of forms are made from
 * @param expiresAt when it is over whatever the hub says
 */
public record Session(String id, String user, String hubToken, String csrfSecret, Instant expiresAt) {
    /** Never the token or the secret. */
    @Override
    public String toString() {
        return "Session[user=%s, expiresAt=%s]".formatted(user, expiresAt);
    }
}
