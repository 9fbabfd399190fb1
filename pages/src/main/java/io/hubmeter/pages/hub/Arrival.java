package io.hubmeter.pages.hub;

/** How a browser came back from the hub's login. */
public sealed interface Arrival {
    /**
     * Somebody who may use the service.
     *
     * @param session what was begun
     * @param cookie it, sealed
     * @param stateCookie the name of the cookie of the login, of no use any more
     * @param next the page that was asked for, below the prefix
     */
    record Welcome(Session session, String cookie, String stateCookie, String next) implements Arrival {}

    /** The return is none of a login that began here, in this browser, and is not over; the reason is for the log. */
    record Forged(String reason) implements Arrival {}

    /** The user or the hub ended the login. */
    record Declined(String reason) implements Arrival {}

    /** The hub does not let this user use the service. */
    record NotAllowed(String user, String reason) implements Arrival {}

    /** The hub cannot be asked. */
    record HubSilent(String reason) implements Arrival {}
}
