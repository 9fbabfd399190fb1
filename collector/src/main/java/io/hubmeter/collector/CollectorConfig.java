package io.hubmeter.collector;

import io.hubmeter.collector.config.ConfigInput;
import io.hubmeter.collector.config.ConfigRejected;
import io.hubmeter.collector.config.EffectiveSetting;
import io.hubmeter.collector.config.HttpConfig;
import io.hubmeter.collector.config.JupyterHubConfig;
import io.hubmeter.collector.config.KafkaConfig;
import io.hubmeter.collector.config.KubernetesConfig;
import io.hubmeter.collector.config.LeaderElectionConfig;
import io.hubmeter.collector.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the collector runs; {@code docs/configuration.md} explains every setting.
 *
 * @param kafka how Kafka is reached
 * @param registry the schema registry
 * @param kubernetes the clusters to watch; may be empty
 * @param jupyterHubs the hubs whose users are read, at most one of each realm; may be empty
 * @param policyFile the policy to publish, which may be missing for now; null if there is none
 * @param realms the realm by hub; a hub that is not in it is its own
 * @param heartbeatInterval how often a source tells that it has seen everything
 * @param leaderElection null if this collector is active whatever others do
 * @param http where metrics and health are served
 * @param effective what is in force and where it comes from, secrets hidden, to be logged at start
 * @param warnings what is allowed and probably not meant, a sentence each, to be logged at start
 */
public record CollectorConfig(
        KafkaConfig kafka,
        URI registry,
        List<KubernetesConfig> kubernetes,
        List<JupyterHubConfig> jupyterHubs,
        @Nullable Path policyFile,
        Map<String, String> realms,
        Duration heartbeatInterval,
        @Nullable LeaderElectionConfig leaderElection,
        HttpConfig http,
        List<EffectiveSetting> effective,
        List<String> warnings) {
    /** Keeps copies. */
    public CollectorConfig {
        kubernetes = List.copyOf(kubernetes);
        jupyterHubs = List.copyOf(jupyterHubs);
        realms = Map.copyOf(realms);
        effective = List.copyOf(effective);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads and checks everything; nothing but the files named is touched.
     *
     * @throws ConfigRejected with every problem there is
     */
    public static CollectorConfig from(ConfigInput input) throws ConfigRejected {
        Settings settings = Settings.read(input);
        return new CollectorConfig(
                settings.kafka(),
                settings.registry(),
                settings.kubernetes(),
                settings.jupyterHubs(),
                settings.policyFile(),
                settings.realms(),
                settings.heartbeatInterval(),
                settings.leaderElection(),
                settings.http(),
                settings.effective(),
                settings.warnings());
    }

    /** The realm that a hub belongs to. */
    public String realmOf(String hub) {
        return realms.getOrDefault(hub, hub);
    }
}
