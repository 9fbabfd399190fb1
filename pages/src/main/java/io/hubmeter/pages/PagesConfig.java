package io.hubmeter.pages;

import io.hubmeter.api.decision.Realms;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.pages.http.PageBounds;
import io.hubmeter.pages.hub.Admins;
import io.hubmeter.pages.hub.HubSite;
import io.hubmeter.pages.user.ServerSize;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the pages.
 *
 * @param host the address to listen on
 * @param port 0 to 65535; 0 takes a free one
 * @param hub the hub that the pages are a service of
 * @param realms which realm the hub belongs to
 * @param admins who may see the admin pages
 * @param contact where to ask for more, https or mailto; null if nobody is to be asked
 * @param zone in which times are told to whoever has not chosen
 * @param sizes the sizes of server that the hub offers, in its order; empty if it is not known
 * @param session how long nobody needs to be sent to the hub again, a minute to {@link #LONGEST_SESSION}
 * @param isCulled whether servers are stopped when a quota runs out, rather than only refused; it decides what users are told
 * @param bounds what one visitor may ask at the most
 */
public record PagesConfig(
        String host,
        int port,
        HubSite hub,
        Realms realms,
        Admins admins,
        @Nullable URI contact,
        ZoneId zone,
        List<ServerSize> sizes,
        Duration session,
        boolean isCulled,
        PageBounds bounds) {
    /** The longest session. */
    public static final Duration LONGEST_SESSION = Duration.ofHours(8);

    private static final Duration SHORTEST_SESSION = Duration.ofMinutes(1);

    /** Keeps copies, checks everything, and tells all problems at once. */
    public PagesConfig {
        sizes = List.copyOf(sizes);
        List<String> problems = new ArrayList<>();
        if (port < 0 || port > 65_535) {
            problems.add("port: found %d, expected 0 to 65535".formatted(port));
        }
        if (!AccountId.isRealm(realms.ofHub(hub.hub()))) {
            problems.add(
                    "hub: found '%s', which has no realm, expected a hub of 1 to 63 characters of a-z, 0-9 and -, or one with a realm of its own"
                            .formatted(hub.hub()));
        }
        if (contact != null && !isContact(contact)) {
            problems.add("contact: found '%s', expected an https or a mailto address".formatted(contact));
        }
        if (session.compareTo(SHORTEST_SESSION) < 0 || session.compareTo(LONGEST_SESSION) > 0) {
            problems.add("session: found %s, expected %s to %s".formatted(session, SHORTEST_SESSION, LONGEST_SESSION));
        }
        Set<String> names = new HashSet<>();
        for (ServerSize size : sizes) {
            if (!names.add(size.name())) {
                problems.add("sizes: found '%s' twice, expected each once".formatted(size.name()));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(System.lineSeparator(), problems));
        }
    }

    private static boolean isContact(URI contact) {
        return "mailto".equals(contact.getScheme())
                || ("https".equals(contact.getScheme()) && contact.getHost() != null);
    }

    /** Loopback, the given port and hub, every admin of it, UTC, no sizes, no culler, and defaults for the rest. */
    public static PagesConfig onLoopback(int port, HubSite hub) {
        return new PagesConfig(
                "127.0.0.1",
                port,
                hub,
                Realms.DEFAULT,
                Admins.OF_HUB,
                null,
                ZoneId.of("UTC"),
                List.of(),
                LONGEST_SESSION,
                false,
                PageBounds.DEFAULT);
    }
}
