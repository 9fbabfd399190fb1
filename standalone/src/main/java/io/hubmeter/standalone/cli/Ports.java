package io.hubmeter.standalone.cli;

/** Where the demo listens unless told otherwise; all on the loopback address. */
final class Ports {
    static final int API = 8787;
    static final int KAFKA = 19092;
    static final int REGISTRY = 18081;
    static final int AUDIT = 9108;

    private Ports() {}
}
