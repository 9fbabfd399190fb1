package io.hubmeter.collector.trace;

import io.hubmeter.core.problem.Excerpt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the columns of a trace stand, by their names in the header; others are ignored.
 *
 * @param width fields of every row
 */
record TraceColumns(Map<String, Integer> positions, int width) {
    static final String JOB_ID = "job_id";
    static final String USER = "user";
    static final String GROUP = "group";
    static final String CPU = "cpu";
    static final String MEMORY_GIB = "memory_gib";
    static final String GPU = "gpu";
    static final String SUBMIT_TIME = "submit_time";
    static final String START_TIME = "start_time";
    static final String END_TIME = "end_time";
    static final String STATE = "state";

    private static final List<String> REQUIRED =
            List.of(JOB_ID, USER, GROUP, CPU, MEMORY_GIB, GPU, SUBMIT_TIME, START_TIME, END_TIME, STATE);

    /**
     * The columns of a header line.
     *
     * @throws TraceUnreadable if one is missing or there twice
     */
    static TraceColumns of(String file, String header) throws TraceUnreadable {
        List<String> names = CsvLine.fields(header).orElse(List.of());
        Map<String, Integer> positions = new HashMap<>();
        List<String> twice = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).strip();
            if (REQUIRED.contains(name) && positions.putIfAbsent(name, i) != null) {
                twice.add(name);
            }
        }
        List<String> missing =
                REQUIRED.stream().filter(name -> !positions.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw new TraceUnreadable(
                    "%s:1: found header %s, expected the missing columns %s too"
                            .formatted(file, Excerpt.quoted(header), String.join(", ", missing)),
                    null);
        }
        if (!twice.isEmpty()) {
            throw new TraceUnreadable(
                    "%s:1: found columns %s twice, expected each once".formatted(file, String.join(", ", twice)), null);
        }
        return new TraceColumns(Map.copyOf(positions), names.size());
    }

    /** The field of a required column in a row of the right width. */
    String field(List<String> row, String column) {
        Integer position = positions.get(column);
        if (position == null) {
            throw new IllegalArgumentException("column: found '%s', expected one of %s".formatted(column, REQUIRED));
        }
        return row.get(position);
    }
}
