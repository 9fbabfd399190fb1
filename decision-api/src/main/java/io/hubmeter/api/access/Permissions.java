package io.hubmeter.api.access;

import io.hubmeter.api.decision.Realms;

/** What a caller may do with whose data. Every method throws {@link Forbidden} if it may not. */
public final class Permissions {
    private Permissions() {}

    /** Whether the caller's role is among those that a route is for. */
    public static void requireAccess(Caller caller, Access access) {
        if (!access.permits(caller)) {
            throw new Forbidden("token", described(caller), access.expected());
        }
    }

    /** A hub may act for itself alone; an admin for every hub. */
    public static void requireHub(Caller caller, String hub) {
        requireHub(caller, hub, "hub");
    }

    /**
     * The same.
     *
     * @param element where the hub was named, for the message
     */
    public static void requireHub(Caller caller, String hub, String element) {
        if (!mayActFor(caller, hub)) {
            throw new Forbidden(element, "'" + hub + "' with " + described(caller), hubs(caller));
        }
    }

    /**
     * A hub may act for accounts of its realm; an admin for all.
     *
     * @param element where the realm was named, for the message
     */
    public static void requireRealm(Caller caller, String realm, Realms realms, String element) {
        boolean may = switch (caller) {
            case Caller.Admin admin -> true;
            case Caller.Hub(String name, String hub) -> realms.ofHub(hub).equals(realm);
            case Caller.Admission admission -> false;
            case Caller.Metrics metrics -> false;
        };
        if (!may) {
            String expected = caller instanceof Caller.Hub(String name, String hub)
                    ? "'" + realms.ofHub(hub) + "'"
                    : hubs(caller);
            throw new Forbidden(element, "'" + realm + "' with " + described(caller), expected);
        }
    }

    /** Whether a caller may act for a hub: a hub for itself alone, an admin for every hub. */
    public static boolean mayActFor(Caller caller, String hub) {
        return switch (caller) {
            case Caller.Admin admin -> true;
            case Caller.Hub(String name, String own) -> own.equals(hub);
            case Caller.Admission admission -> false;
            case Caller.Metrics metrics -> false;
        };
    }

    private static String hubs(Caller caller) {
        return caller instanceof Caller.Hub(String name, String own) ? "'" + own + "'" : Access.HUB.expected();
    }

    /** What a token is, and what it is for; never the token itself. */
    private static String described(Caller caller) {
        return switch (caller) {
            case Caller.Admin(String name) -> "token '%s' of an admin".formatted(name);
            case Caller.Hub(String name, String hub) -> "token '%s', which is for hub '%s'".formatted(name, hub);
            case Caller.Admission(String name) -> "token '%s', which is for the admission of pods".formatted(name);
            case Caller.Metrics(String name) -> "token '%s', which is for metrics".formatted(name);
        };
    }
}
