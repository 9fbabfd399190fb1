package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/**
 * Resource versions as numbers. Within one resource of one cluster they may be compared: KEP-5504 promises it from 1.35 on,
 * and every server before kept it too, the version being the revision of etcd.
 */
final class Versions {
    private Versions() {}

    /** The version in an object's metadata; empty if it is missing or no such number. */
    static OptionalLong of(JsonNode object) {
        String text = object.path("metadata").path("resourceVersion").asText("");
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
