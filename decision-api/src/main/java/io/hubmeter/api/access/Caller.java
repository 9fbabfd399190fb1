package io.hubmeter.api.access;

/** Who a valid token belongs to. */
public sealed interface Caller {

    /** The token's name; the actor of whatever is recorded on the caller's behalf. */
    String name();

    /** May do everything, for all hubs. */
    record Admin(String name) implements Caller {}

    /**
     * A hub, which asks for its own users.
     *
     * @param hub the hub's name
     */
    record Hub(String name, String hub) implements Caller {}

    /** A Kubernetes API server, which asks whether pods may be admitted. */
    record Admission(String name) implements Caller {}

    /** Prometheus, which reads numbers about everybody and may do nothing else. */
    record Metrics(String name) implements Caller {}
}
