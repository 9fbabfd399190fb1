package io.hubmeter.pages.hub;

import java.time.Duration;

/**
 * Sends a browser to the hub's login.
 *
 * @param location where to, at the host that the browser is at
 * @param cookie the name of the cookie that binds the login to this browser
 * @param value what it holds
 * @param lasts how long it is kept
 */
public record Departure(String location, String cookie, String value, Duration lasts) {}
