package io.hubmeter.standalone.serve;

import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.TlsFiles;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.TokensUnusable;
import io.hubmeter.api.admission.AdmissionRules;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.http.Bounds;
import io.hubmeter.api.metrics.AccountMetricsConfig;
import io.hubmeter.api.view.RemoteUsageConfig;
import io.hubmeter.collector.config.ConfigInput;
import io.hubmeter.collector.config.ConfigRejected;
import io.hubmeter.collector.config.EffectiveSetting;
import io.hubmeter.collector.config.KafkaConfig;
import io.hubmeter.collector.config.KafkaSettings;
import io.hubmeter.collector.config.SettingReader;
import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.pages.PagesConfig;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.standalone.stream.QueryTokenFile;
import io.hubmeter.wire.QueryToken;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How {@code hubmeter serve} runs; {@code docs/configuration.md} explains every setting.
 *
 * @param kafka how Kafka is reached
 * @param registry the schema registry
 * @param api where the decision API listens, and who may call
 * @param publicUrl where callers reach it; null to tell each caller the host that it asked for
 * @param queries where usage is asked for
 * @param admission who may create pods for users
 * @param cluster the source whose owners of Dask clusters are read, {@code kubernetes/prod} for instance; null: none is
 * @param pages where the web pages listen, and whose they are; null: there are none
 * @param metrics which accounts Prometheus is told of
 * @param effective what is in force and where it comes from, secrets hidden, to be logged at start
 */
public record ServeSettings(
        KafkaConfig kafka,
        URI registry,
        DecisionApiConfig api,
        @Nullable URI publicUrl,
        RemoteUsageConfig queries,
        AdmissionRules admission,
        @Nullable String cluster,
        @Nullable PagesConfig pages,
        AccountMetricsConfig metrics,
        List<EffectiveSetting> effective) {
    /** What recording a grant once and for good rests on. */
    private static final Set<String> RESERVED = Set.of(
            "acks",
            "bootstrap.servers",
            "delivery.timeout.ms",
            "enable.auto.commit",
            "enable.idempotence",
            "group.id",
            "isolation.level",
            "key.deserializer",
            "key.serializer",
            "max.block.ms",
            "transactional.id",
            "value.deserializer",
            "value.serializer");

    private static final String TOKENS = "api.tokens.file";
    private static final String CERTIFICATE = "api.tls.certificate";
    private static final String KEY = "api.tls.key";

    /** Keeps a copy. */
    public ServeSettings {
        effective = List.copyOf(effective);
    }

    /**
     * Reads and checks everything, also the tokens; nothing but the files named is touched.
     *
     * @throws ConfigRejected with every problem there is
     */
    public static ServeSettings read(ConfigInput input) throws ConfigRejected {
        SettingReader reader = SettingReader.of(input, ServeDeclaration.SETTINGS, "hubmeter serve --help");
        Map<String, String> properties = KafkaSettings.clientProperties(reader, RESERVED::contains, "the decision API");
        checkTls(reader);
        checkQueries(reader);
        List<String> ofFiles = new ArrayList<>();
        DecisionApiConfig api = api(reader, ofFiles);
        QueryToken token = QueryTokenFile.read(reader, "queries.token.file", ofFiles);
        PagesConfig pages = new PagesSettings(reader).config(ofFiles);
        reader.finish(ofFiles.toArray(String[]::new));
        if (api == null) {
            throw new IllegalStateException("api: found nothing, expected a problem to be told");
        }
        String cluster = reader.get("admission.cluster", String.class);
        return new ServeSettings(
                KafkaSettings.kafka(reader, properties),
                KafkaSettings.registry(reader),
                api,
                reader.get("api.public.url", URI.class),
                RemoteUsageConfig.of(queries(reader).toArray(URI[]::new)).with(token),
                admission(reader),
                cluster == null ? null : "kubernetes/" + cluster,
                pages,
                MetricsSettings.config(reader),
                reader.effective(Map.of()));
    }

    /** What is allowed and probably not meant, a sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(new ServeWarnings(api, admission, cluster).all());
        if (pages != null) {
            warnings.addAll(PagesSettings.warnings(pages, effective));
        }
        return List.copyOf(warnings);
    }

    /** Null if there is a problem, of a setting or in the file of tokens. */
    private static @Nullable DecisionApiConfig api(SettingReader reader, List<String> ofFiles) {
        Path file = reader.get(TOKENS, Path.class);
        String host = reader.get("api.host", String.class);
        Integer port = reader.get("api.port", Integer.class);
        if (file == null) {
            return null;
        }
        try {
            AccessTokens tokens = AccessTokens.load(file);
            Realms realms = new Realms(reader.pairs("realms"), Realms.DEFAULT.unnamed());
            return host == null || port == null
                    ? null
                    : new DecisionApiConfig(host, port, realms, Bounds.DEFAULT, tokens, tls(reader));
        } catch (TokensUnusable e) {
            ofFiles.addAll(e.problems());
        } catch (IllegalArgumentException hubsWithoutRealm) {
            ofFiles.add("%s: %s".formatted(file, hubsWithoutRealm.getMessage()));
        }
        return null;
    }

    private static @Nullable TlsFiles tls(SettingReader reader) {
        Path certificate = reader.get(CERTIFICATE, Path.class);
        Path key = reader.get(KEY, Path.class);
        return certificate == null || key == null ? null : new TlsFiles(certificate, key);
    }

    private static void checkTls(SettingReader reader) {
        if (reader.isGiven(CERTIFICATE) != reader.isGiven(KEY)) {
            String missing = reader.isGiven(KEY) ? CERTIFICATE : KEY;
            String given = reader.isGiven(KEY) ? KEY : CERTIFICATE;
            reader.refuse(missing, "nothing", "a file, since %s names one".formatted(given), null);
        }
        reader.checkReadable(CERTIFICATE);
        reader.checkReadable(KEY);
        TlsFiles files = tls(reader);
        if (files != null) {
            TlsCheck.problems(files)
                    .forEach((isKey, found) -> reader.refuse(
                            isKey ? KEY : CERTIFICATE,
                            found,
                            isKey ? "a private key in PKCS#8, PEM, without a password" : "certificates, PEM",
                            null));
        }
    }

    private static void checkQueries(SettingReader reader) {
        for (URI query : queries(reader)) {
            try {
                var _ = RemoteUsageConfig.of(query);
            } catch (IllegalArgumentException withPathOrHttps) {
                reader.refuse("queries", Excerpt.quoted(query.toString()), "URLs such as http://127.0.0.1:8790", null);
            }
        }
    }

    private static List<URI> queries(SettingReader reader) {
        return reader.names("queries").stream().map(URI::create).toList();
    }

    private static AdmissionRules admission(SettingReader reader) {
        return new AdmissionRules(
                reader.pairs("admission.requesters"),
                reader.need("admission.unknown.owners", String.class).equals(ServeDeclaration.ALLOW),
                ResourceRules.parse(entries(reader, "admission.resources"), entries(reader, "admission.basis")));
    }

    private static List<String> entries(SettingReader reader, String key) {
        return reader.pairs(key).entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }
}
