package io.hubmeter.culler.action;

import io.hubmeter.core.stop.Stop;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of a try. */
public sealed interface Attempt {

    /**
     * It has come to its end.
     *
     * @param reason a sentence for administrators
     */
    record Over(Stop.Outcome outcome, String reason) implements Attempt {}

    /**
     * To be tried again.
     *
     * @param reason why, for people
     * @param notBefore when at the earliest; null if nobody said
     * @param askedAt since when the stop has been asked for and is awaited; null if it was not asked for
     */
    record Again(
            String reason,
            @Nullable Instant notBefore,
            @Nullable Instant askedAt) implements Attempt {}
}
