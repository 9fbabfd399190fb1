package io.hubmeter.api.metrics;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.metrics.Labelled;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Who is in which group, in the words that JupyterHub's dashboards join on. */
final class Memberships {
    private static final String NONE = "none";
    private static final String MULTIPLE = "multiple";

    private final int most;
    private final Map<String, List<String>> namespaces = new HashMap<>();
    private final Labelled memberships = new Labelled(
            "jupyterhub_user_group",
            "JupyterHub's users and their groups",
            "namespace",
            "usergroup",
            "username",
            "username_escaped",
            "username_safe");
    private int leftOut;

    Memberships(AccountMetricsConfig config) {
        this.most = config.mostMemberships();
        config.namespaces()
                .forEach((namespace, realm) -> namespaces
                        .computeIfAbsent(realm, missing -> new ArrayList<>())
                        .add(namespace));
    }

    void add(AccountStanding account) {
        String user = account.account().user();
        List<String> groups = account.groups().stream().distinct().toList();
        List<String> told = groups.isEmpty()
                ? List.of(NONE)
                : groups.size() == 1
                        ? groups
                        : Stream.concat(groups.stream(), Stream.of(MULTIPLE))
                                .distinct()
                                .toList();
        String realm = account.account().realm();
        for (String namespace : namespaces.getOrDefault(realm, List.of(realm))) {
            for (String group : told) {
                if (memberships.size() < most) {
                    memberships.add(1, namespace, group, user, SpawnerNames.escaped(user), SpawnerNames.safe(user));
                } else {
                    leftOut++;
                }
            }
        }
    }

    int leftOut() {
        return leftOut;
    }

    /** As information, which alone may be called {@code _info}; Prometheus sees a gauge of 1. */
    MetricSnapshot snapshot() {
        GaugeSnapshot gauge = memberships.snapshot();
        InfoSnapshot.Builder info = InfoSnapshot.builder()
                .name(gauge.getMetadata().getName())
                .help(String.valueOf(gauge.getMetadata().getHelp()));
        gauge.getDataPoints()
                .forEach(point -> info.dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(point.getLabels())
                        .build()));
        return info.build();
    }
}
