package io.hubmeter.collector.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** How settings are called in the environment. */
final class EnvironmentNames {
    static final String PREFIX = "HUBMETER_";

    /** Of the launcher and of other commands. */
    private static final Set<String> OTHERS = Set.of("HUBMETER_HOME", "HUBMETER_TOKEN", "HUBMETER_URL");

    /**
     * What Kubernetes puts into a pod's environment for each Service of its namespace, and so for one called, for instance,
     * {@code hubmeter-api}.
     */
    private static final Pattern SERVICE = Pattern.compile(
            ".*_(?:SERVICE_HOST|SERVICE_PORT(?:_.*)?|PORT_\\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_URL = Pattern.compile("(?:tcp|udp|sctp)://.*");

    private EnvironmentNames() {}

    static String of(String key) {
        return PREFIX + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Settings by their names in the environment. */
    static Map<String, String> of(Collection<String> keys) {
        Map<String, String> byName = new LinkedHashMap<>();
        keys.forEach(key -> byName.put(of(key), key));
        return byName;
    }

    /** Whether a variable that is no setting is nobody's mistake. */
    static boolean isForeign(String name, String value) {
        boolean isServicePort =
                name.endsWith("_PORT") && SERVICE_URL.matcher(value).matches();
        return !name.startsWith(PREFIX)
                || OTHERS.contains(name)
                || isServicePort
                || SERVICE.matcher(name).matches();
    }
}
