package io.hubmeter.culler.plan;

import java.time.Instant;

/**
 * Where a partition is to be read from by whoever takes it over.
 *
 * @param offset of the oldest record of which something is left, or of the next one
 * @param since no stop that matters then was made before
 */
public record Resume(long offset, Instant since) {}
