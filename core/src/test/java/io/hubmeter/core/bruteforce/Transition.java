package io.hubmeter.core.bruteforce;

/**
 * An instant at which usage comes to be over a limit, or ceases to be.
 *
 * @param up true where it comes to be over
 * @param at milliseconds since the epoch, exactly
 */
public record Transition(boolean up, Fraction at) {}
