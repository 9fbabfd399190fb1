package io.hubmeter.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The metrics of this process, those of the JVM among them. Safe for use by many threads at once. */
public final class ProcessMetrics implements AutoCloseable {
    /** The media type of what {@link #scrape} gives. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final List<String> DETAILS =
            List.of("partition", "topic", "task.id", "node.id", "processor.node.id", "record.cache.id");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    private ProcessMetrics() {}

    /** A registry that has the JVM's memory, garbage collection and threads so far. */
    public static ProcessMetrics start() {
        ProcessMetrics metrics = new ProcessMetrics();
        metrics.registry.config().meterFilter(MeterFilter.deny(ProcessMetrics::isDetailOfKafka));
        new JvmMemoryMetrics().bindTo(metrics.registry);
        new JvmThreadMetrics().bindTo(metrics.registry);
        metrics.collections.bindTo(metrics.registry);
        return metrics;
    }

    /** Kafka's clients measure each partition, topic, task and node: thousands of series that say little more than their sums. */
    private static boolean isDetailOfKafka(Meter.Id id) {
        return id.getName().startsWith("kafka.") && DETAILS.stream().anyMatch(tag -> id.getTag(tag) != null);
    }

    /** Where the parts of the process keep their metrics. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /**
     * Adds metrics whose series come and go. They are asked for at each scrape, on the thread that scrapes, so they answer from what
     * is at hand, and throw nothing.
     */
    public void add(MultiCollector collector) {
        registry.getPrometheusRegistry().register(collector);
    }

    /** Everything, in the text format of Prometheus and in UTF-8. */
    public byte[] scrape() {
        return registry.scrape().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
