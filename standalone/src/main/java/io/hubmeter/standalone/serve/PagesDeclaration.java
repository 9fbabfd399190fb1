package io.hubmeter.standalone.serve;

import static io.hubmeter.collector.config.ListForms.need;

import io.hubmeter.collector.config.Declarer;
import io.hubmeter.collector.config.Forms;
import io.hubmeter.collector.config.ListForms;
import io.hubmeter.collector.config.Names;
import java.util.List;
import java.util.regex.Pattern;

/** The settings of the web pages, which {@code hubmeter serve} opens beside the decision API. */
final class PagesDeclaration {
    static final String PORT = "pages.port";
    static final String HUB = "pages.hub";
    static final String API = "pages.hub.api";
    static final String TOKEN = "pages.token.file";
    static final String ZONE = "pages.zone";
    static final String CONTACT = "pages.contact";

    private static final String NEEDED = "none, and needed with pages.port";

    private PagesDeclaration() {}

    static Declarer declare(Declarer declarer) {
        return declarer.group("The web pages")
                .open(
                        PORT,
                        Forms.number(0, 65_535, "port"),
                        "none, and there are no pages",
                        "The port to which the hub's proxy forwards /services/<service>/; 0 takes a free one.")
                .optional(
                        "pages.host",
                        Forms.matching(
                                Pattern.compile("[A-Za-z0-9._:%-]{1,253}"),
                                "HOST",
                                "address or host name",
                                "an address or a host name"),
                        "127.0.0.1",
                        "Where the pages listen, in plain HTTP. Nobody but the hub's proxy should be able to reach it.")
                .open(
                        HUB,
                        Forms.matching(Names.NAME, "HUB", "name of a hub", Names.NAME_EXPECTED),
                        NEEDED,
                        "The hub whose users see the pages, as in the collector's settings.")
                .open(
                        API,
                        Forms.url(),
                        NEEDED,
                        "The hub's API as it is reached from here, such as http://127.0.0.1:8081/hub/api.")
                .optional(
                        "pages.hub.base",
                        Forms.matching(
                                Pattern.compile("/(?:[A-Za-z0-9_~@-][A-Za-z0-9._~@-]*/)*hub/"),
                                "PATH",
                                "path",
                                "a path that ends in /hub/"),
                        "/hub/",
                        "The path of the hub's own pages as browsers see it; another one if the hub has a base_url.")
                .optional(
                        "pages.service",
                        Forms.matching(
                                Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"),
                                "NAME",
                                "name of a service",
                                "1 to 63 characters of a-z, 0-9 and -, not at the ends"),
                        "quota",
                        "The service's name in the hub's configuration.")
                .open(
                        TOKEN,
                        Forms.file(),
                        NEEDED,
                        "The file with the service's api_token, on one line; nobody else should be able to read it. Sessions are "
                                + "sealed with a key made from it, so another token ends them all.")
                .optional(
                        "pages.https",
                        Forms.truth(),
                        "true",
                        "Whether browsers reach the hub by https. With false, cookies cross the network in plain text.")
                .optional(
                        "pages.admins",
                        ListForms.texts(
                                "NAME",
                                "hub, group:NAME, or the name of a user",
                                text -> need(!text.isBlank() && !text.equals("group:"))),
                        "hub",
                        "Who sees the admin pages: hub is every admin of the hub, group:NAME the members of a group. Without hub among "
                                + "them, an admin of the hub who is not listed does not.")
                .open(
                        CONTACT,
                        Forms.matching(
                                Pattern.compile("(?:https://|mailto:)[\\x21-\\x7e]{1,500}"),
                                "URL",
                                "https or mailto URL",
                                "an https or mailto URL"),
                        "none, and nobody is to be asked",
                        "Where users are sent to ask for more.")
                .optional(
                        ZONE,
                        Forms.matching(
                                Pattern.compile("[A-Za-z][A-Za-z0-9_+/-]{0,63}"),
                                "ZONE",
                                "time zone",
                                "a time zone such as Europe/Berlin"),
                        "UTC",
                        "The time zone for whoever's browser does not tell its own.")
                .optional(
                        "pages.sizes",
                        ListForms.pairs(
                                "name=size",
                                "a name has up to 100 characters, a size is such as cpu:2 memory:8Gi gpu:1",
                                (name, size) -> need(!name.isBlank()
                                        && name.length() <= 100
                                        && SizeText.read(size).isPresent())),
                        "",
                        "The sizes of server that the hub offers, by the names that users know, such as Standard=cpu:1 memory:4Gi.")
                .optional(
                        "pages.culler",
                        Forms.truth(),
                        "false",
                        "Whether 'hubmeter cull' stops servers of this hub. Users are told so: that their servers are stopped when a "
                                + "quota runs out, or else that they may go on and nothing new starts.")
                .optional(
                        "pages.session",
                        Forms.duration("1m", "8h"),
                        "8h",
                        "How long nobody is sent to the hub again. A logout in the hub ends a session within a minute anyway.");
    }

    /** What must be set if there are to be pages. */
    static List<String> needed() {
        return List.of(HUB, API, TOKEN);
    }
}
