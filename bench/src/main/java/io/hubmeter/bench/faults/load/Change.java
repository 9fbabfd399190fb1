package io.hubmeter.bench.faults.load;

import io.hubmeter.schemas.avro.PodOp;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pod as Kubernetes has it after one change. Instants are milliseconds from the start of the run, negative before it.
 *
 * @param seenMs when a collector that watches sees it
 * @param version rises with each change of the pod
 * @param rates by resource, in micro-units
 * @param scheduledMs null while it has no node
 * @param ratesMs since when the rates hold; null as long as they never changed
 * @param endedMs null while it runs, or if nobody tells
 */
record Change(
        long seenMs,
        long version,
        PodOp op,
        Map<String, BigInteger> rates,
        @Nullable Long scheduledMs,
        @Nullable Long ratesMs,
        @Nullable Long endedMs) {

    /** Whether the pod holds nothing any more. */
    boolean isOver() {
        return endedMs != null || op == PodOp.d;
    }
}
