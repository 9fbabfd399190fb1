package io.hubmeter.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One gauge with any number of series, made anew each time. Label values may be any text: half a surrogate pair, which UTF-8
 * cannot say, becomes U+FFFD. Of two series that are then the same the first counts, since one that is there twice would make Prometheus
 * refuse everything else with it.
 */
public final class Labelled {
    private static final char REPLACEMENT = '\uFFFD';

    private final String name;
    private final String help;
    private final String[] labels;
    private final List<GaugeSnapshot.GaugeDataPointSnapshot> points = new ArrayList<>();
    private final Set<Labels> seen = new HashSet<>();

    /**
     * A gauge without a series yet.
     *
     * @param name as Prometheus shows it
     * @param help for people, one line
     * @param labels their names
     */
    public Labelled(String name, String help, String... labels) {
        this.name = name;
        this.help = help;
        this.labels = labels.clone();
    }

    /**
     * Adds a series.
     *
     * @param values one for each label, in their order
     */
    public void add(double value, String... values) {
        if (values.length != labels.length) {
            throw new IllegalArgumentException(
                    "%s: found %d label values, expected %d".formatted(name, values.length, labels.length));
        }
        String[] told = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            told[i] = wellFormed(values[i]);
        }
        Labels all = Labels.of(labels, told);
        if (seen.add(all)) {
            points.add(new GaugeSnapshot.GaugeDataPointSnapshot(value, all, null));
        }
    }

    /** How many series there are. */
    public int size() {
        return points.size();
    }

    /** The gauge as it is now. */
    public GaugeSnapshot snapshot() {
        return new GaugeSnapshot(new MetricMetadata(name, help), points);
    }

    private static String wellFormed(String text) {
        StringBuilder changed = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (isPair) {
                i++;
            } else if (Character.isSurrogate(c)) {
                changed = changed == null ? new StringBuilder(text) : changed;
                changed.setCharAt(i, REPLACEMENT);
            }
        }
        return changed == null ? text : changed.toString();
    }
}
