package io.hubmeter.pages;

import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.grant.GrantJournal;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.pages.trial.PolicyTrial;

/**
 * What the pages read and write; all of it stays the caller's to close.
 *
 * @param view where usage is read
 * @param service what decides whether a server may start
 * @param journal where grants are recorded
 * @param trial where a policy is tried on what was recorded; {@link PolicyTrial#NONE} if that is not possible here
 */
public record PagePorts(UsageView view, DecisionService service, GrantJournal journal, PolicyTrial trial) {

    /** Ports without anything to try a policy on. */
    public PagePorts(UsageView view, DecisionService service, GrantJournal journal) {
        this(view, service, journal, PolicyTrial.NONE);
    }
}
