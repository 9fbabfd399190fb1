package io.hubmeter.culler.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of a request. */
public sealed interface Reply {

    /**
     * An answer to the request; also one that says no.
     *
     * @param body missing where there is none, or it is no JSON
     */
    record Answer(int status, JsonNode body) implements Reply {}

    /**
     * Nothing to use; to be tried again.
     *
     * @param detail what was found and what was expected, for people; holds no secret
     * @param notBefore when at the earliest; null if nobody said
     * @param isUncertain whether the server may have done what was asked for
     */
    record Trouble(String detail, @Nullable Instant notBefore, boolean isUncertain) implements Reply {}
}
