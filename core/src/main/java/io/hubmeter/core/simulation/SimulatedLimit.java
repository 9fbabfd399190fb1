package io.hubmeter.core.simulation;

import io.hubmeter.core.quota.Limit;

/**
 * A limit and the rule that it comes from.
 *
 * @param limit as it was then, grants included
 * @param origin {@code user}, {@code group regular}, {@code groups power, regular} or {@code default}
 * @param isObserved whether it never refuses or stops anything
 */
public record SimulatedLimit(Limit limit, String origin, boolean isObserved) {}
