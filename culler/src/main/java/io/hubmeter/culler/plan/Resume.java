package io.hubmeter.culler.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a partition is to be read from by whoever takes it over.
 *
 * @param offset of the oldest record of which something is left, or of the next one
 * @param since no stop that matters then was made before; null if nothing is left
 */
public record Resume(long offset, @Nullable Instant since) {}
