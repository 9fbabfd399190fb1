package io.hubmeter.core.quota;

import java.math.BigInteger;
import java.time.Instant;

/**
 * What a limit will be from an instant on.
 *
 * @param at later than the instant that the limit was told for
 * @param amount micro-unit milliseconds, 0 or more
 */
public record LimitChange(Instant at, BigInteger amount) {}
