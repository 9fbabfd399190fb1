package io.hubmeter.pages.hub;

import java.time.Duration;

/** A token that the hub gave for a code, and how long it lasts. Nothing prints it. */
record HubToken(String secret, Duration lasts) {
    @Override
    public String toString() {
        return "HubToken[…]";
    }
}
