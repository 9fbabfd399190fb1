package io.hubmeter.pages.admin;

import io.hubmeter.core.stop.Stop;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;

/** A server that was to be stopped, and what became of it, in words. */
record StopLine(Exact at, String server, String outcome, String limit, String origin, String reason) {
    static StopLine of(Stop stop, Phrases phrases) {
        return new StopLine(
                phrases.at(stop.at()),
                ServerLine.name(stop.server(), stop.daskCluster()),
                switch (stop.outcome()) {
                    case STOPPED -> "stopped";
                    case ALREADY_STOPPED -> "had ended already";
                    case SPARED -> "spared";
                    case FAILED -> "could not be stopped";
                    case WOULD_STOP -> "would be stopped (rehearsal)";
                },
                LimitLine.amount(stop.limit(), phrases) + " per "
                        + Phrases.window(stop.limit().window()),
                LimitLine.origin(stop.origin()),
                stop.reason());
    }
}
