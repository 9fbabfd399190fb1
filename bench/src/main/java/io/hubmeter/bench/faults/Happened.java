package io.hubmeter.bench.faults;

/**
 * A fault as it happened.
 *
 * @param beganMs milliseconds since 1970
 * @param endedMs likewise; then what failed was given back, and began to recover
 */
record Happened(Fault fault, long beganMs, long endedMs) {}
