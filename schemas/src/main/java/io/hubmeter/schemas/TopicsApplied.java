package io.hubmeter.schemas;

import java.util.List;

/**
 * What came of applying the catalogue to a broker.
 *
 * @param created names of topics that were missing and now exist
 * @param kept names of topics that were there before
 * @param differences ways in which topics that were there before differ; they were left as they are
 */
public record TopicsApplied(List<String> created, List<String> kept, List<TopicDifference> differences) {

    public TopicsApplied {
        created = List.copyOf(created);
        kept = List.copyOf(kept);
        differences = List.copyOf(differences);
    }

    /** Whether the broker now has exactly what the catalogue says. */
    public boolean asExpected() {
        return differences.isEmpty();
    }
}
