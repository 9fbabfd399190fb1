package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.policy.Policy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether decisions made now would rest on a policy and on fresh news.
 *
 * @param reasons why not, in words; empty if they would
 */
record Readiness(
        List<String> reasons,
        @Nullable String policyHash,
        @Nullable Instant heardAt,
        Instant now) {

    /** Asks the view. */
    static Readiness of(UsageView view, Instant now) {
        List<String> reasons = new ArrayList<>();
        String policyHash = null;
        Instant heardAt = null;
        try {
            Policy policy = view.policy().orElse(null);
            if (policy == null) {
                reasons.add("no policy has been published");
            } else {
                policyHash = policy.hash();
            }
            heardAt = view.heardAt().orElse(null);
            Policy.Rules rules = policy == null ? Policy.Rules.DEFAULT : policy.rules();
            addStaleness(reasons, heardAt, now, rules.freshnessBound());
        } catch (UsageUnavailable unavailable) {
            reasons.add("usage cannot be read: " + unavailable.getMessage());
        }
        return new Readiness(List.copyOf(reasons), policyHash, heardAt, now);
    }

    private static void addStaleness(
            List<String> reasons, @Nullable Instant heardAt, Instant now, Duration freshnessBound) {
        if (heardAt == null) {
            reasons.add("a source or a partition has not been heard of");
        } else if (Duration.between(heardAt, now).compareTo(freshnessBound) > 0) {
            reasons.add("stalest source: found last heard %s s ago, expected at most %s s"
                    .formatted(Json.seconds(Duration.between(heardAt, now)), Json.seconds(freshnessBound)));
        }
    }

    boolean isReady() {
        return reasons.isEmpty();
    }

    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("status", isReady() ? "ready" : "not-ready");
        json.writeArrayFieldStart("reasons");
        for (String reason : reasons) {
            json.writeString(reason);
        }
        json.writeEndArray();
        Json.string(json, "policyHash", policyHash);
        Freshness.write(json, heardAt, now);
        json.writeEndObject();
    }
}
