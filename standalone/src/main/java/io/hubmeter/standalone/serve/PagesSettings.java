package io.hubmeter.standalone.serve;

import io.hubmeter.api.decision.Realms;
import io.hubmeter.collector.config.EffectiveSetting;
import io.hubmeter.collector.config.SettingReader;
import io.hubmeter.pages.PagesConfig;
import io.hubmeter.pages.http.PageBounds;
import io.hubmeter.pages.hub.Admins;
import io.hubmeter.pages.hub.HubSite;
import io.hubmeter.pages.hub.ServiceToken;
import io.hubmeter.pages.user.ServerSize;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the settings of the web pages. */
final class PagesSettings {
    private static final int MOST_BYTES = 8_192;

    private final SettingReader reader;

    PagesSettings(SettingReader reader) {
        this.reader = reader;
    }

    /**
     * The pages' settings; null if there are to be none, or if there is a problem.
     *
     * @param ofFiles takes what is wrong in the file of the token, and with settings as a whole
     */
    @Nullable
    PagesConfig config(List<String> ofFiles) {
        if (!reader.isGiven(PagesDeclaration.PORT)) {
            return null;
        }
        for (String needed : PagesDeclaration.needed()) {
            if (!reader.isGiven(needed)) {
                reader.refuse(needed, "nothing", "a value, since pages.port is set", null);
            }
        }
        ZoneId zone = zone();
        URI contact = contact();
        ServiceToken token = token(ofFiles);
        String hub = reader.get(PagesDeclaration.HUB, String.class);
        URI api = reader.get(PagesDeclaration.API, URI.class);
        Integer port = reader.get(PagesDeclaration.PORT, Integer.class);
        String host = reader.get("pages.host", String.class);
        String base = reader.get("pages.hub.base", String.class);
        String service = reader.get("pages.service", String.class);
        Boolean isHttps = reader.get("pages.https", Boolean.class);
        Duration session = reader.get("pages.session", Duration.class);
        Boolean isCulled = reader.get("pages.culler", Boolean.class);
        List<String> admins = reader.names("pages.admins");
        if (token == null || hub == null || api == null || port == null || host == null || base == null) {
            return null;
        }
        if (service == null
                || isHttps == null
                || session == null
                || isCulled == null
                || zone == null
                || admins.isEmpty()) {
            return null;
        }
        try {
            return new PagesConfig(
                    host,
                    port,
                    new HubSite(hub, service, api, base, isHttps, token),
                    new Realms(reader.pairs("realms"), Realms.DEFAULT.unnamed()),
                    Admins.parse(admins),
                    contact,
                    zone,
                    sizes(),
                    session,
                    isCulled,
                    PageBounds.DEFAULT);
        } catch (IllegalArgumentException together) {
            String.valueOf(together.getMessage()).lines().forEach(line -> ofFiles.add("pages: " + line));
            return null;
        }
    }

    private List<ServerSize> sizes() {
        List<ServerSize> sizes = new ArrayList<>();
        reader.pairs("pages.sizes")
                .forEach((name, size) ->
                        sizes.add(new ServerSize(name, SizeText.read(size).orElseThrow())));
        return sizes;
    }

    private @Nullable ZoneId zone() {
        String zone = reader.get(PagesDeclaration.ZONE, String.class);
        try {
            return zone == null ? null : ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            reader.refuse(PagesDeclaration.ZONE, "'" + zone + "'", "a time zone such as Europe/Berlin", null);
            return null;
        }
    }

    private @Nullable URI contact() {
        String contact = reader.get(PagesDeclaration.CONTACT, String.class);
        try {
            return contact == null ? null : URI.create(contact);
        } catch (IllegalArgumentException malformed) {
            reader.refuse(PagesDeclaration.CONTACT, "'" + contact + "'", "an https or mailto URL", null);
            return null;
        }
    }

    /** Messages never repeat what stands in the file. */
    private @Nullable ServiceToken token(List<String> ofFiles) {
        Path file = reader.get(PagesDeclaration.TOKEN, Path.class);
        if (file == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return ServiceToken.of(new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            ofFiles.add("%s: found nothing to read (%s), expected the token of a service"
                    .formatted(file, e.getClass().getSimpleName()));
        } catch (IllegalArgumentException unusable) {
            ofFiles.add("%s: %s".formatted(file, unusable.getMessage()));
        }
        return null;
    }

    /** What is allowed and probably not meant, a sentence each. */
    static List<String> warnings(PagesConfig pages, List<EffectiveSetting> effective) {
        List<String> warnings = new ArrayList<>();
        if (!pages.hub().isHttps()) {
            warnings.add(
                    "pages.https is false: sessions cross the network in plain text, and whoever reads them is the user");
        }
        effective.stream()
                .filter(setting -> setting.key().equals(PagesDeclaration.TOKEN))
                .map(setting -> Path.of(setting.value()))
                .filter(PagesSettings::isReadByOthers)
                .forEach(file -> warnings.add(
                        "%s can be read by every user of this machine: whoever reads it can make sessions of anybody"
                                .formatted(file)));
        return warnings;
    }

    private static boolean isReadByOthers(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return permissions.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
