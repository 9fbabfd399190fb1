package io.hubmeter.collector.config;

import io.hubmeter.collector.notation.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What may be set so, and is probably not meant so. */
record SettingsWarnings(
        List<KubernetesConfig> kubernetes,
        List<String> hubs,
        @Nullable LeaderElectionConfig election) {
    /** Within this a takeover is promised. */
    static final Duration TAKEOVER = Duration.ofSeconds(20);

    /** A server sends bookmarks about once a minute. */
    static final Duration BOOKMARKS = Duration.ofSeconds(60);

    /** A sentence each. */
    List<String> all() {
        List<String> warnings = new ArrayList<>();
        if (election != null) {
            Duration takeover = election.leadership().longestTakeover();
            if (takeover.compareTo(TAKEOVER) >= 0) {
                warnings.add(
                        "leader-election.lease-duration and retry-period let a takeover last %s, not less than the usual %s"
                                .formatted(DurationText.of(takeover), DurationText.of(TAKEOVER)));
            }
        }
        for (KubernetesConfig cluster : kubernetes) {
            if (cluster.silence().compareTo(BOOKMARKS) <= 0) {
                warnings.add(
                        "kubernetes.%s.silence is %s: bookmarks come about every %s, so quiet watches are opened anew all the time"
                                .formatted(
                                        cluster.cluster(),
                                        DurationText.of(cluster.silence()),
                                        DurationText.of(BOOKMARKS)));
            }
        }
        if (!kubernetes.isEmpty()) {
            hubs.stream()
                    .filter(hub -> kubernetes.stream()
                            .noneMatch(cluster -> cluster.hubs().containsValue(hub)))
                    .forEach(hub -> warnings.add(
                            "jupyterhub: hub '%s' has no namespace in any kubernetes.<cluster>.hubs".formatted(hub)));
        }
        return List.copyOf(warnings);
    }
}
