package io.hubmeter.collector.source;

import io.hubmeter.collector.publish.Publisher;

/** One thing that the collector watches. */
public interface Source extends Reporting {

    /** Its name, e.g. {@code kubernetes/prod/jhub} or {@code jupyterhub/prod}; the same over restarts. */
    @Override
    String name();

    /**
     * Watches and publishes until the thread is interrupted; where to go on is read from Kafka, not remembered. After it has
     * thrown it may be called again, with another publisher.
     *
     * @param publisher this source's own
     * @throws InterruptedException when the thread is interrupted, the only way to end it
     * @throws Exception if the source or Kafka cannot be reached, or what they say cannot be right
     */
    void run(Publisher publisher) throws Exception;
}
