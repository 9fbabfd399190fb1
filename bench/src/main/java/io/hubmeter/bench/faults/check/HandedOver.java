package io.hubmeter.bench.faults.check;

/** When collectors handed over what is in a topic. */
@FunctionalInterface
public interface HandedOver {
    /** When a record was handed over at the earliest, milliseconds since 1970. */
    long atMs(int partition, long offset);
}
