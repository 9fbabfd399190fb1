package io.hubmeter.collector.source;

/** A part of the collector that tells how it fares. */
public interface Reporting {

    /** What it is called, e.g. {@code kubernetes/prod/jhub}; the same over restarts. */
    String name();

    /** How it fares; from any thread. */
    SourceHealth health();
}
