package io.hubmeter.standalone.cull;

import io.hubmeter.collector.config.ConfigInput;
import io.hubmeter.collector.config.ConfigRejected;
import io.hubmeter.collector.config.EffectiveSetting;
import io.hubmeter.collector.config.HttpConfig;
import io.hubmeter.collector.config.KafkaConfig;
import io.hubmeter.collector.config.KafkaSettings;
import io.hubmeter.collector.config.SettingReader;
import io.hubmeter.culler.CullerConfig;
import io.hubmeter.culler.http.Endpoint;
import io.hubmeter.culler.topic.CullLoop;
import io.hubmeter.hub.Exchange;
import io.hubmeter.hub.Secret;
import io.hubmeter.hub.TrustedCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * How {@code hubmeter cull} runs; {@code docs/configuration.md} explains every setting.
 *
 * @param isEnabled false if nothing is to be done
 * @param kafka how Kafka is reached
 * @param registry the schema registry
 * @param culler the culler
 * @param dask how the cluster of Dask clusters is reached; null if they are not to be stopped
 * @param http where metrics and health are served
 * @param effective what is in force and where it comes from, to be logged at start
 * @param warnings what is allowed and probably not meant, a sentence each
 */
public record CullSettings(
        boolean isEnabled,
        KafkaConfig kafka,
        URI registry,
        CullerConfig culler,
        @Nullable DaskAccess dask,
        HttpConfig http,
        List<EffectiveSetting> effective,
        List<String> warnings) {
    private static final Set<String> RESERVED = Set.of(
            "acks",
            "auto.offset.reset",
            "bootstrap.servers",
            "enable.auto.commit",
            "enable.idempotence",
            "group.id",
            "isolation.level",
            "key.deserializer",
            "key.serializer",
            "max.poll.records",
            "partition.assignment.strategy",
            "transactional.id",
            "value.deserializer",
            "value.serializer");

    /** Keeps copies. */
    public CullSettings {
        effective = List.copyOf(effective);
        warnings = List.copyOf(warnings);
    }

    /**
     * How a cluster is reached.
     *
     * @param kubeconfig null for what the process finds around itself
     * @param context null for the current one
     */
    public record DaskAccess(
            @Nullable Path kubeconfig, @Nullable String context) {}

    /**
     * Reads and checks everything; nothing but the files named is touched.
     *
     * @throws ConfigRejected with every problem there is
     */
    public static CullSettings read(ConfigInput input) throws ConfigRejected {
        SettingReader reader = SettingReader.of(input, CullDeclaration.SETTINGS, "hubmeter cull --help");
        Map<String, String> properties = KafkaSettings.clientProperties(reader, RESERVED::contains, "the culler");
        checkHubUrl(reader);
        checkToken(reader, "hub.token-file");
        checkToken(reader, "api.token-file");
        checkAuthorities(reader, "hub.ca-file");
        checkAuthorities(reader, "api.ca-file");
        reader.checkReadable("kubernetes.kubeconfig");
        reader.finish();
        KafkaConfig kafka = KafkaSettings.kafka(reader, properties);
        CullerConfig culler = culler(reader, kafka);
        return new CullSettings(
                reader.need("cull.enabled", Boolean.class),
                kafka,
                KafkaSettings.registry(reader),
                culler,
                reader.need("cull.dask", Boolean.class)
                        ? new DaskAccess(
                                reader.get("kubernetes.kubeconfig", Path.class),
                                reader.get("kubernetes.context", String.class))
                        : null,
                new HttpConfig(reader.need("http.host", String.class), reader.need("http.port", Integer.class)),
                reader.effective(Map.of()),
                CullWarnings.of(reader, culler));
    }

    private static CullerConfig culler(SettingReader reader, KafkaConfig kafka) {
        Map<String, String> clients = new HashMap<>(kafka.properties());
        clients.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        String hub = reader.need("hub", String.class);
        String group = reader.need("cull.group", String.class) + "-" + hub;
        return new CullerConfig(
                new CullLoop.Settings(
                        group,
                        hub,
                        group,
                        clients,
                        reader.need("cull.pending", Integer.class),
                        reader.need("cull.concurrency", Integer.class),
                        reader.need("cull.report-after", Duration.class)),
                endpoint(reader, "hub"),
                endpoint(reader, "api"),
                reader.need("cull.freshness", Duration.class),
                reader.need("cull.dry-run", Boolean.class));
    }

    private static Endpoint endpoint(SettingReader reader, String prefix) {
        return new Endpoint(
                reader.need(prefix + ".url", URI.class),
                Secret.inFile(reader.need(prefix + ".token-file", Path.class)),
                reader.get(prefix + ".ca-file", Path.class),
                reader.need(prefix + ".timeout", Duration.class),
                reader.need(prefix + ".requests-per-minute", Integer.class));
    }

    private static void checkHubUrl(SettingReader reader) {
        URI url = reader.get("hub.url", URI.class);
        if (url != null && !url.getRawPath().endsWith("/hub/api")) {
            reader.refuse("hub.url", "'" + url + "'", "an URL that ends in /hub/api", null);
        }
    }

    /** Read at every request, so that it can be changed; at the start it has to be there all the same. */
    private static void checkToken(SettingReader reader, String key) {
        Path file = reader.get(key, Path.class);
        if (file != null) {
            try {
                var _ = Secret.inFile(file).reveal();
            } catch (IOException | IllegalArgumentException unusable) {
                reader.refuse(key, Exchange.reason(unusable), "a file with a token and nothing else", null);
            }
        }
    }

    private static void checkAuthorities(SettingReader reader, String key) {
        Path file = reader.get(key, Path.class);
        if (file != null) {
            try {
                var _ = TrustedCertificates.of(file);
            } catch (IOException unusable) {
                reader.refuse(key, Exchange.reason(unusable), "certificates as PEM", null);
            }
        }
    }
}
