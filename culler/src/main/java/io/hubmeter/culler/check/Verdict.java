package io.hubmeter.culler.check;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the check just before a stop says. */
public sealed interface Verdict {

    /**
     * It has to stop.
     *
     * @param heardAt up to when everything is known
     * @param startedAt since when the pod has held resources
     * @param words how the account stands, for people
     */
    record MustStop(Instant heardAt, Instant startedAt, String words) implements Verdict {}

    /** It may stay: a sentence for people says why. */
    record MayStay(String reason) implements Verdict {}

    /** Its pod holds nothing any more. */
    record HasEnded(String reason) implements Verdict {}

    /**
     * It cannot be told now.
     *
     * @param notBefore when it may be asked again; null if nobody said
     */
    record Unknown(String reason, @Nullable Instant notBefore) implements Verdict {}
}
