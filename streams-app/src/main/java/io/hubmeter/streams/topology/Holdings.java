package io.hubmeter.streams.topology;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the stores of a task hold when a source is heard, for whoever reads a copy of them that is not whole (ADR 0032).
 *
 * @param mark the time heard that the source's mark among the meters tells
 * @param grants how many records of administrators there are
 * @param policy the hash of the policy; null if there is none
 */
record Holdings(Instant mark, long grants, @Nullable String policy) {}
