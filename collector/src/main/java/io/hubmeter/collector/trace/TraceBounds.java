package io.hubmeter.collector.trace;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What a trace may hold at most; beyond it a value is taken for damage.
 *
 * @param now no time in the trace may be later
 * @param maxCores cores of one job
 * @param maxMemoryGib GiB of one job
 * @param maxGpus devices of one job
 * @param maxRows rows of one file without its header; a longer file is refused as a whole, since all rows are held in memory
 * @param maxLineLength characters of one line; a longer line is a bad row
 * @param maxListedProblems problems kept with their text; all are counted
 * @param repeatedJobIds what several rows with one job_id mean
 */
public record TraceBounds(
        Instant now,
        BigDecimal maxCores,
        BigDecimal maxMemoryGib,
        BigDecimal maxGpus,
        int maxRows,
        int maxLineLength,
        int maxListedProblems,
        RepeatedJobIds repeatedJobIds) {

    /** What several rows with one {@code job_id} mean; the rows alone cannot tell, so whoever knows the trace must say. */
    public enum RepeatedJobIds {
        /** Damage, for instance a part of the file copied twice: the first row counts, the others are bad rows. */
        REFUSED,
        /**
         * The tasks of one job array, as Slurm records them: each counts, even where two agree in everything. They must agree
         * in user, group and submit time with the first; others are bad rows.
         */
        ARRAY_TASKS
    }

    /** Checks that there is room for something. */
    public TraceBounds {
        if (maxRows < 1 || maxLineLength < 1 || maxListedProblems < 1) {
            throw new IllegalArgumentException(
                    "bounds: found %d rows, %d characters, %d problems, expected 1 or more of each"
                            .formatted(maxRows, maxLineLength, maxListedProblems));
        }
    }

    /**
     * A million cores, a pebibyte, 100,000 devices; 10 million rows of 64 Ki characters; 1,000 problems; no job_id twice.
     *
     * @param now no time in the trace may be later
     */
    public static TraceBounds until(Instant now) {
        return new TraceBounds(
                now,
                BigDecimal.valueOf(1_000_000),
                BigDecimal.valueOf(1 << 20),
                BigDecimal.valueOf(100_000),
                10_000_000,
                1 << 16,
                1_000,
                RepeatedJobIds.REFUSED);
    }

    /** The same bounds for a trace in which rows with one {@code job_id} are the tasks of an array. */
    public TraceBounds withArrayTasks() {
        return new TraceBounds(
                now,
                maxCores,
                maxMemoryGib,
                maxGpus,
                maxRows,
                maxLineLength,
                maxListedProblems,
                RepeatedJobIds.ARRAY_TASKS);
    }
}
