package io.hubmeter.pages.http;

import java.time.Duration;

/**
 * What one visitor may ask of the server at the most.
 *
 * @param formBytes the largest form without files
 * @param uploadBytes the largest form with a file
 * @param connections how many connections may be open; further ones wait to be accepted
 * @param idle how long a connection may stay silent before it is closed
 */
public record PageBounds(int formBytes, int uploadBytes, int connections, Duration idle) {
    /** 64 KiB, 2 MiB, 1,024 connections, half a minute. */
    public static final PageBounds DEFAULT = new PageBounds(64 * 1024, 2 << 20, 1_024, Duration.ofSeconds(30));

    /** Checks that every bound is more than zero. */
    public PageBounds {
        atLeastOne("formBytes", formBytes);
        atLeastOne("uploadBytes", uploadBytes);
        atLeastOne("connections", connections);
        atLeastOne("idle in milliseconds", idle.toMillis());
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s: found %d, expected 1 or more".formatted(name, value));
        }
    }
}
