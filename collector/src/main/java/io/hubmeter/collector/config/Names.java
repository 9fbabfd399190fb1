package io.hubmeter.collector.config;

import java.util.regex.Pattern;

/** Which names of things are acceptable. */
public final class Names {
    /** Of clusters, hubs and realms; as in accounts and in the names of sources. */
    public static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,63}");

    /** The same in words, for messages. */
    public static final String NAME_EXPECTED = "1 to 63 characters of a-z, 0-9 and -";

    /** Of a namespace: a label of RFC 1123. */
    static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?");

    /** Of most objects of Kubernetes: a subdomain of RFC 1123. */
    static final Pattern DNS_SUBDOMAIN = Pattern.compile("(?=.{1,253}$)" + DNS_LABEL + "(?:\\." + DNS_LABEL + ")*");

    private static final String LABEL_NAME = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
    private static final String LABEL_KEY = "(?:" + DNS_SUBDOMAIN.pattern().replace("$", "/") + "/)?" + LABEL_NAME;
    private static final String VALUE = "(?:" + LABEL_NAME + ")?";
    private static final String VALUES = "\\(\\s*" + VALUE + "(?:\\s*,\\s*" + VALUE + ")*\\s*\\)";
    private static final String REQUIREMENT =
            "\\s*(?:!\\s*KEY|KEY(?:\\s*(?:=|==|!=)\\s*VALUE|\\s+(?:in|notin)\\s*VALUES)?)\\s*"
                    .replace("KEY", LABEL_KEY)
                    .replace("VALUES", VALUES)
                    .replace("VALUE", VALUE);

    /** A label selector, as {@code kubectl -l} takes it. */
    static final Pattern SELECTOR = Pattern.compile(REQUIREMENT + "(?:," + REQUIREMENT + ")*");

    private Names() {}

    /** Whether it may be the name of a cluster, a hub or a realm. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }
}
