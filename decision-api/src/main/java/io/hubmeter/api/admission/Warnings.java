package io.hubmeter.api.admission;

import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.decision.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What whoever creates a pod is told although the pod is allowed. */
final class Warnings {
    /** Longer ones may be cut by whoever shows them. */
    static final int LONGEST = 120;
    /** A quota that ends sooner than this is worth a warning. */
    static final Duration LITTLE = Duration.ofHours(1);

    private static final int MOST = 4;

    private Warnings() {}

    /** The sentence, if it is not simply a permit with enough left: in pieces of at most 120 characters. */
    static List<String> of(DecisionEntry entry) {
        return switch (entry.decision()) {
            case Decision.Permit(List<Standing> overruled) ->
                overruled.isEmpty() && !hasLittleLeft(entry) ? List.of() : pieces(entry.sentence());
            case Decision.Deny deny -> List.of();
            case Decision.Unknown unknown -> pieces(entry.sentence());
        };
    }

    private static boolean hasLittleLeft(DecisionEntry entry) {
        Assessment assessment = entry.assessment();
        Instant soon = entry.asOf().plus(LITTLE);
        return assessment != null
                && assessment.standings().stream()
                        .filter(Standing::isDrawnOn)
                        .map(Standing::exhaustedAt)
                        .anyMatch(at -> at != null && at.isBefore(soon));
    }

    /** Breaks a text at its spaces. */
    static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty() && pieces.size() < MOST) {
            int end = rest.length() <= LONGEST ? rest.length() : rest.lastIndexOf(' ', LONGEST);
            end = end <= 0 ? LONGEST : end;
            pieces.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        return pieces;
    }
}
