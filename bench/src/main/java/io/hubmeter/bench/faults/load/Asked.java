package io.hubmeter.bench.faults.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One question and its answer.
 *
 * @param requested by resource, in micro-units, what the server would hold; a resource that is not in it is not known
 * @param askedMs when it was asked, milliseconds since 1970
 * @param answeredMs when it was answered, or given up
 * @param tookNs how long the answer took, or was waited for
 * @param tries how many instances were asked
 * @param answer null if there was none in time
 * @param failure why there was none, empty if there was one
 */
public record Asked(
        String realm,
        String user,
        Map<String, BigInteger> requested,
        long askedMs,
        long answeredMs,
        long tookNs,
        int tries,
        @Nullable JsonNode answer,
        String failure) {

    /** Whether the answer is a permit or a denial. */
    public boolean isKnown() {
        return answer != null && !answer.path("decision").asText().equals("unknown");
    }
}
