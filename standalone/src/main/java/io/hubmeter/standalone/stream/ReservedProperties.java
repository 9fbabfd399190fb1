package io.hubmeter.standalone.stream;

import java.util.List;
import java.util.Set;

/** Properties of Kafka Streams and its clients that cannot be set from outside. */
final class ReservedProperties {
    private static final List<String> PREFIXES = List.of(
            "main.consumer.", "restore.consumer.", "global.consumer.", "consumer.", "producer.", "admin.", "topic.");

    private static final Set<String> NAMES = Set.of(
            "acks",
            "application.id",
            "auto.offset.reset",
            "bootstrap.servers",
            "client.id",
            "commit.interval.ms",
            "enable.auto.commit",
            "enable.idempotence",
            "ensure.explicit.internal.resource.naming",
            "group.id",
            "hubmeter.schema.registry.client",
            "isolation.level",
            "num.standby.replicas",
            "num.stream.threads",
            "processing.guarantee",
            "rocksdb.config.setter",
            "state.dir",
            "transactional.id");

    private static final List<String> ENDINGS = List.of(".serializer", ".deserializer", ".serde", ".exception.handler");

    private ReservedProperties() {}

    /** Whether it has a setting, or exact results rest on it; with a prefix for one kind of client or without. */
    static boolean contains(String property) {
        String name = PREFIXES.stream()
                .filter(property::startsWith)
                .findFirst()
                .map(prefix -> property.substring(prefix.length()))
                .orElse(property);
        return NAMES.contains(name) || ENDINGS.stream().anyMatch(name::endsWith);
    }
}
