package io.hubmeter.standalone.serve;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.admission.PodOwners;
import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.http.Faces;
import io.hubmeter.api.metrics.AccountScans;
import io.hubmeter.api.metrics.ApiMetrics;
import io.hubmeter.api.metrics.Face;
import io.hubmeter.api.view.RemoteUsageView;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.pages.PagePorts;
import io.hubmeter.pages.Pages;
import io.hubmeter.pages.PagesConfig;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.DecisionTopic;
import io.hubmeter.standalone.GrantTopic;
import io.hubmeter.standalone.OwnersTopic;
import io.hubmeter.standalone.simulate.RecordedTrial;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decision API at work, with usage from elsewhere, and Kafka for what is recorded. It needs neither to start: decisions are
 * unknown while usage cannot be read, and grants are refused while Kafka does not answer.
 */
public final class Serving implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final DecisionApi api;
    private final @Nullable Pages pages;

    private Serving(ServeSettings settings, InstantSource clock) {
        try {
            String kafka = settings.kafka().bootstrapServers();
            Map<String, String> properties = settings.kafka().properties();
            SchemaRegistryClient registry = own(new HttpSchemaRegistry(settings.registry()));
            DecisionTopic decisions = own(DecisionTopic.of(kafka, registry, properties));
            GrantTopic grants = own(GrantTopic.of(kafka, registry, properties));
            String cluster = settings.cluster();
            PodOwners owners =
                    cluster == null ? PodOwners.NONE : own(OwnersTopic.follow(kafka, registry, properties, cluster));
            RemoteUsageView usage = own(new RemoteUsageView(settings.queries()));
            ProcessMetrics process = own(ProcessMetrics.start());
            decisions.bindTo(process.registry());
            ApiMetrics metrics = new ApiMetrics(process);
            var _ = own(AccountScans.start(usage, settings.metrics(), process, clock));
            api = own(DecisionApi.start(
                    settings.api(),
                    new Faces(settings.publicUrl(), settings.admission(), owners),
                    metrics,
                    usage,
                    decisions,
                    grants,
                    clock));
            PagesConfig config = settings.pages();
            pages = config == null
                    ? null
                    : own(Pages.start(
                            config,
                            new PagePorts(
                                    usage,
                                    metrics.timed(new DecisionService(usage, DecisionLog.NONE, clock), Face.PAGES),
                                    grants,
                                    new RecordedTrial(() -> TopicReader.of(kafka, registry, properties), clock)),
                            clock));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts; when this returns, requests are answered.
     *
     * @throws RuntimeException if it cannot; nothing is left running
     */
    public static Serving start(ServeSettings settings, InstantSource clock) {
        return new Serving(settings, clock);
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** Where it listens, without a path. */
    public URI uri() {
        return api.uri();
    }

    /** Where the pages are; null if there are none. */
    public @Nullable URI pagesUri() {
        return pages == null ? null : pages.uri();
    }

    /** Stops listening first, then ends what answers came from and what was still to be recorded. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not close", part.getClass().getSimpleName(), e);
            }
        }
    }
}
