package io.hubmeter.pages.admin;

import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;

/** What was decided of a server that was asked for, in words. */
record DecisionLine(Exact at, String server, String size, String outcome, String sentence) {
    static DecisionLine of(PastDecision decision, Phrases phrases) {
        return new DecisionLine(
                phrases.at(decision.at()),
                ServerLine.name(decision.server(), null),
                phrases.size(decision.requested()),
                switch (decision.outcome()) {
                    case PERMIT -> "permitted";
                    case DENY -> "denied";
                    case UNKNOWN ->
                        Boolean.FALSE.equals(decision.allowed())
                                ? "could not be told, so it did not start"
                                : "could not be told, so it started";
                },
                decision.sentence());
    }
}
