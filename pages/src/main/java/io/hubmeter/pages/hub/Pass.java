package io.hubmeter.pages.hub;

/** Whether somebody may come in. Reasons are for the log; they hold no secrets. */
public sealed interface Pass {
    /** Somebody who may use the service, as the hub says. */
    record Admitted(Visitor visitor, Session session) implements Pass {}

    /**
     * Nobody is known; the hub's login tells who it is.
     *
     * @param reason why not
     * @param isSuspect whether something was sent that we never gave out like that
     */
    record Nobody(String reason, boolean isSuspect) implements Pass {}

    /** Somebody whom the hub does not let use the service. */
    record NotAllowed(String user, String reason) implements Pass {}

    /** Nobody can tell who it is now. */
    record HubSilent(String user, String reason) implements Pass {}
}
