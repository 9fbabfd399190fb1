package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list of pods.
 *
 * @param version the resourceVersion of the whole list, the same for each of its pages
 * @param next where the next page begins; null if this is the last one
 */
record PodPage(List<JsonNode> pods, long version, @Nullable String next) {
    PodPage {
        pods = List.copyOf(pods);
    }
}
