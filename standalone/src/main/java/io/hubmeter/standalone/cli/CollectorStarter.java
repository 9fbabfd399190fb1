package io.hubmeter.standalone.cli;

import io.hubmeter.collector.CollectorConfig;
import io.hubmeter.collector.source.Reporting;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Starts a collector; what {@code hubmeter collect} knows of it. */
@FunctionalInterface
interface CollectorStarter {

    /**
     * Starts to collect.
     *
     * @param metrics where sources keep their metrics
     * @throws Exception if it cannot; nothing is left running
     */
    Running start(CollectorConfig config, MeterRegistry metrics) throws Exception;

    /** A collector at work. Closing it ends all sources and waits for them. */
    interface Running extends AutoCloseable {

        /** Everything that tells how it fares. */
        List<? extends Reporting> reporting();

        /** Completes when a source has failed in a way that trying again does not help, with a sentence that says so. */
        CompletionStage<String> failed();

        @Override
        void close();
    }
}
