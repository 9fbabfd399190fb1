package io.hubmeter.standalone.stream;

import io.hubmeter.collector.config.ConfigInput;
import io.hubmeter.collector.config.ConfigRejected;
import io.hubmeter.collector.config.EffectiveSetting;
import io.hubmeter.collector.config.KafkaConfig;
import io.hubmeter.collector.config.KafkaSettings;
import io.hubmeter.collector.config.SettingReader;
import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.streams.StreamsAppConfig;
import io.hubmeter.streams.query.QueryEndpointConfig;
import io.hubmeter.streams.topology.MeterRetention;
import io.hubmeter.wire.QueryToken;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * How {@code hubmeter stream} runs; {@code docs/configuration.md} explains every setting.
 *
 * @param kafka how Kafka is reached
 * @param registry the schema registry
 * @param app the stream processor
 * @param queries where it answers
 * @param advertised how other instances reach it; null for where it listens
 * @param effective what is in force and where it comes from, secrets hidden, to be logged at start
 */
public record StreamSettings(
        KafkaConfig kafka,
        URI registry,
        StreamsAppConfig app,
        QueryEndpointConfig queries,
        @Nullable HostInfo advertised,
        List<EffectiveSetting> effective) {
    private static final int SEGMENTS = 5;
    private static final String HOST = "query.host";
    private static final String TOKEN = "query.token.file";
    private static final String ADVERTISED = "query.advertised";

    /** Keeps a copy. */
    public StreamSettings {
        effective = List.copyOf(effective);
    }

    /**
     * Reads and checks everything; nothing but the files named is touched.
     *
     * @throws ConfigRejected with every problem there is
     */
    public static StreamSettings read(ConfigInput input) throws ConfigRejected {
        SettingReader reader = SettingReader.of(input, StreamDeclaration.SETTINGS, "hubmeter stream --help");
        Map<String, String> properties =
                KafkaSettings.clientProperties(reader, ReservedProperties::contains, "the stream processor");
        Path folder = reader.get("state.folder", Path.class);
        if (folder != null && Files.exists(folder) && !Files.isDirectory(folder)) {
            reader.refuse("state.folder", "a file", "a folder, or a path where one can be made", null);
        }
        List<String> ofFiles = new ArrayList<>();
        QueryToken token = QueryTokenFile.read(reader, TOKEN, ofFiles);
        checkHost(reader);
        reader.finish(ofFiles.toArray(String[]::new));
        KafkaConfig kafka = KafkaSettings.kafka(reader, properties);
        return new StreamSettings(
                kafka,
                KafkaSettings.registry(reader),
                new StreamsAppConfig(
                        reader.need("application-id", String.class),
                        kafka.bootstrapServers(),
                        reader.need("state.folder", Path.class),
                        reader.need("threads", Integer.class),
                        reader.need("standbys", Integer.class),
                        reader.need("commit-interval", Duration.class),
                        retention(
                                reader.need("retention.longest-window", Duration.class),
                                reader.need("retention.lateness", Duration.class)),
                        kafka.properties()),
                QueryEndpointConfig.onLoopback(reader.need("query.port", Integer.class))
                        .at(reader.need(HOST, String.class), token),
                advertised(reader),
                reader.effective(Map.of()));
    }

    /** Whoever reaches an endpoint without a token may ask about everybody. */
    private static void checkHost(SettingReader reader) {
        String host = reader.get(HOST, String.class);
        if (host == null) {
            return;
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            reader.refuse(HOST, Excerpt.quoted(host), "an address of this machine", null);
            return;
        }
        if (!address.isLoopbackAddress() && !reader.isGiven(TOKEN)) {
            reader.refuse(HOST, Excerpt.quoted(host), "a loopback address, since there is no " + TOKEN, null);
        }
        if (address.isAnyLocalAddress() && !reader.isGiven(ADVERTISED)) {
            reader.refuse(
                    ADVERTISED, "nothing", "how others reach it, since %s names no one address".formatted(HOST), null);
        }
    }

    private static @Nullable HostInfo advertised(SettingReader reader) {
        String text = reader.get(ADVERTISED, String.class);
        return text == null ? null : HostInfo.buildFromEndpoint(text);
    }

    /** In segments of whole days, a fifth of the longest window each. */
    private static MeterRetention retention(Duration longestWindow, Duration lateness) {
        Duration segment = Duration.ofDays(Math.ceilDiv(
                longestWindow.toSeconds(), SEGMENTS * Duration.ofDays(1).toSeconds()));
        return new MeterRetention(longestWindow, lateness, segment);
    }
}
