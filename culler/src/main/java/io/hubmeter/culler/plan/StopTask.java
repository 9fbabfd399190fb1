package io.hubmeter.culler.plan;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing to stop, taken from the plan to be tried now.
 *
 * @param id tells tasks of one plan apart
 * @param askedAt since when its stop has been asked for and is awaited; null if it was not asked for
 */
public record StopTask(
        long id,
        News.Exceeded excess,
        Target target,
        @Nullable Instant askedAt) {}
