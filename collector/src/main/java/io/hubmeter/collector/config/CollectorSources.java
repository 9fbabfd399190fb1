package io.hubmeter.collector.config;

import java.util.List;
import java.util.function.UnaryOperator;

/** The sources that are named, and so have settings of their own. */
record CollectorSources(List<String> clusters, List<String> hubs) implements GivenSettings.Expectation {

    @Override
    public String inPlaceOf(String key, UnaryOperator<String> spelling) {
        String expected = undeclared(key, spelling, Declaration.KUBERNETES, clusters)
                + undeclared(key, spelling, Declaration.JUPYTERHUB, hubs);
        return expected.isEmpty() ? GivenSettings.Expectation.listedBy("hubmeter collect --help") : expected;
    }

    /** What to say of a key that looks as if it belonged to a source, but to none that is named; else empty. */
    private static String undeclared(String key, UnaryOperator<String> spelling, String kind, List<String> names) {
        String start = spelling.apply(kind + '.');
        boolean isOfNamed = names.stream().anyMatch(name -> key.startsWith(spelling.apply(kind + '.' + name + '.')));
        if (!key.startsWith(start) || isOfNamed) {
            return "";
        }
        return "settings of the names in '%s', which are: %s"
                .formatted(kind, names.isEmpty() ? "none" : String.join(", ", names));
    }
}
