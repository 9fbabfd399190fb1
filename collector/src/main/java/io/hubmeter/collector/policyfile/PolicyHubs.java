package io.hubmeter.collector.policyfile;

import io.hubmeter.collector.problem.NearestWord;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Hub;
import io.hubmeter.core.problem.Excerpt;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a file says of single hubs, and which of them share a realm. */
final class PolicyHubs {
    static final String EXPECTED_NAME = "a name of 1 to 63 characters of a-z, 0-9 and -";

    /** The most hubs of a file: more than a realm of one operator has, and few enough to compare each with each. */
    static final int MOST = 200;

    private static final int MOST_SHOWN = 10;

    private final Map<String, Hub> hubs = new LinkedHashMap<>();

    private PolicyHubs() {}

    static PolicyHubs of(@Nullable Place place, PolicyScalars scalars, PolicyDenial denials, Problems problems) {
        PolicyHubs read = new PolicyHubs();
        if (place == null) {
            return read;
        }
        List<PolicyMapping.Entry> entries = PolicyMapping.entries(place, "a mapping of hubs", problems);
        if (entries.size() > MOST) {
            problems.add(place.mark(), place.path(), entries.size() + " hubs", "at most " + MOST, null);
            return read;
        }
        for (PolicyMapping.Entry entry : entries) {
            if (!AccountId.isRealm(entry.key())) {
                new Place(entry.value().path(), entry.keyNode()).refuse(problems, EXPECTED_NAME);
            }
            Map<String, Place> values = PolicyMapping.values(entry.value(), PolicyKeys.HUB, problems);
            Hub hub = new Hub(
                    realm(values.get("realm"), problems),
                    scalars.truth(values.get("enforce"), true),
                    scalars.unknown(values.get("unknown")),
                    denials.of(values.get("denial")));
            read.hubs.putIfAbsent(entry.key(), hub);
        }
        return read;
    }

    private static @Nullable String realm(@Nullable Place place, Problems problems) {
        if (place == null) {
            return null;
        }
        String realm = place.text();
        if (realm == null || !AccountId.isRealm(realm)) {
            place.refuse(problems, EXPECTED_NAME);
            return null;
        }
        return realm;
    }

    Map<String, Hub> byName() {
        return hubs;
    }

    boolean knows(String hub) {
        return hubs.containsKey(hub);
    }

    @Nullable
    String nearest(String hub) {
        String nearest = NearestWord.to(hub, hubs.keySet());
        return nearest == null ? null : Excerpt.of(nearest);
    }

    /** For messages: the hubs that can be named. */
    String expected() {
        if (hubs.isEmpty()) {
            return "a hub of the key hubs, which names none";
        }
        return "one of " + some(hubs.keySet());
    }

    /** The first of some names, and how many there are beyond. */
    static String some(Collection<String> names) {
        String shown = names.stream().limit(MOST_SHOWN).map(Excerpt::quoted).collect(Collectors.joining(", "));
        return shown + (names.size() > MOST_SHOWN ? " and %d more".formatted(names.size() - MOST_SHOWN) : "");
    }

    String realmOf(String hub) {
        Hub own = hubs.get(hub);
        return own == null || own.realm() == null ? hub : own.realm();
    }

    SortedSet<String> realmsOf(Collection<String> names) {
        SortedSet<String> realms = new TreeSet<>();
        names.forEach(hub -> realms.add(realmOf(hub)));
        return realms;
    }

    /** The hubs that share a realm with one that is named, and are not named themselves. */
    List<String> missing(Collection<String> named) {
        SortedSet<String> realms = realmsOf(named);
        return hubs.keySet().stream()
                .filter(hub -> !named.contains(hub) && realms.contains(realmOf(hub)))
                .toList();
    }
}
