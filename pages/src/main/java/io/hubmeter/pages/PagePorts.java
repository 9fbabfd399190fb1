package io.hubmeter.pages;

import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.grant.GrantJournal;
import io.hubmeter.api.view.UsageView;

/**
 * What the pages read and write; all of it stays the caller's to close.
 *
 * @param view where usage is read
 * @param service what decides whether a server may start
 * @param journal where grants are recorded
 */
public record PagePorts(UsageView view, DecisionService service, GrantJournal journal) {}
