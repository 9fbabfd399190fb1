package io.hubmeter.core.simulation;

import io.hubmeter.core.grant.Corrections;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.LimitState;
import io.hubmeter.core.quota.QuotaEvent;
import io.hubmeter.core.quota.QuotaState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The meter of a simulated account and what is said of its limits; everything before its clock has happened. */
final class SimulatedMeter {
    private final Timeline timeline;
    private final List<Integer> warnings;
    private final Instant floor;
    private final Instant adoptedAt;
    private final List<QuotaEvent> said = new ArrayList<>();
    private Corrections corrections = Corrections.NONE;
    private QuotaState state = QuotaState.NONE;
    private Instant clock;

    /**
     * A meter at an instant.
     *
     * @param floor where its history begins
     * @param past what was held from there on, before the instant, in any order
     */
    SimulatedMeter(List<Integer> warnings, Instant floor, Instant at, Collection<RateChange> past) {
        this.warnings = warnings;
        this.floor = floor;
        this.adoptedAt = at;
        this.clock = at;
        this.timeline = Peaks.timeline(past);
    }

    Instant clock() {
        return clock;
    }

    MeterHistory history() {
        return timeline;
    }

    List<LimitState> limits() {
        return state.limits();
    }

    /** What would be said up to a later instant if nothing changed until then. */
    List<QuotaEvent> foresee(Instant later) {
        return state.advance(timeline, later, warnings).events();
    }

    /** Moves the clock: nothing changed until then. */
    void advance(Instant later) {
        take(state.advance(timeline, later, warnings));
        clock = later;
    }

    /** A change at the clock. */
    void change(RateChange change) {
        timeline.putAll(Meter.amend(timeline, List.of(change), false));
        take(state.changed(timeline, change.at(), clock, adoptedAt, warnings));
    }

    /** Other corrections count from the clock on; they are about what was before. */
    void correct(List<Grant> counting) {
        Corrections.Outcome outcome = corrections.applied(counting, timeline, List.of(), floor);
        corrections = outcome.corrections();
        List<RateChange> changes = outcome.changes();
        if (!changes.isEmpty()) {
            timeline.putAll(Meter.amend(timeline, changes, false));
            take(state.changed(timeline, changes.getFirst().at(), clock, adoptedAt, warnings));
        }
    }

    /** Other limits hold from the clock on. */
    void relimit(List<Limit> limits, QuotaEvent.Cause cause) {
        take(state.relimited(limits, warnings, timeline, clock, adoptedAt, cause));
    }

    private void take(QuotaState.Outcome outcome) {
        state = outcome.state();
        said.addAll(outcome.events());
    }

    /** Takes what was said since this was last asked. */
    List<QuotaEvent> said() {
        List<QuotaEvent> taken = List.copyOf(said);
        said.clear();
        return taken;
    }
}
