package io.hubmeter.standalone.simulate;

import io.hubmeter.core.decision.Sentence;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.core.simulation.RecordedAccount;
import io.hubmeter.core.simulation.SimulatedAccount;
import io.hubmeter.core.simulation.SimulatedEvent;
import java.io.PrintWriter;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** For people: the events of each account, denials in a row, and what stops together, on one line, and what all of it comes to. */
public final class SimulationTable implements SimulationOutput {
    private static final String ROW = "%-21s %-18s %-20s %-28s %-20s %s%n";

    private static final int MOST_NAMES = 5;

    private final PrintWriter out;
    private int accounts;
    private int warned;
    private int limited;
    private int permitted;
    private int denied;
    private int stopped;
    private int observed;
    private Quantities recordedInAll = Quantities.ZERO;
    private Quantities simulatedInAll = Quantities.ZERO;

    /** A table written to somewhere that others close. */
    public SimulationTable(PrintWriter out, Policy policy, Instant from, Instant until) {
        this.out = out;
        out.printf(
                "%s (%s) from %s until %s, %s%n%n",
                policy.name(),
                policy.hash().substring(0, Math.min(12, policy.hash().length())),
                from,
                until,
                Sentence.words(Duration.between(from, until)));
        out.printf(ROW, "WHEN", "USER", "WHAT", "LIMIT", "RULE", "");
    }

    @Override
    public void account(RecordedAccount recorded, SimulatedAccount simulated) {
        List<SimulatedEvent> events = simulated.events();
        int first = 0;
        for (int i = 1; i <= events.size(); i++) {
            if (i == events.size() || !isAlike(events.get(first), events.get(i))) {
                row(simulated.id().user(), events.subList(first, i));
                first = i;
            }
        }
        accounts++;
        warned += events.stream().anyMatch(SimulatedEvent.Warned.class::isInstance) ? 1 : 0;
        limited += simulated.denied() + simulated.stopped() > 0 ? 1 : 0;
        observed += (int) events.stream()
                .filter(event -> event instanceof SimulatedEvent.Denied && EventText.isObserved(event))
                .count();
        permitted += simulated.permitted();
        denied += simulated.denied();
        stopped += simulated.stopped();
        recordedInAll = recordedInAll.plus(simulated.recorded());
        simulatedInAll = simulatedInAll.plus(simulated.simulated());
    }

    /** Denials that follow each other, and pods that are stopped together. */
    private static boolean isAlike(SimulatedEvent a, SimulatedEvent b) {
        return switch (a) {
            case SimulatedEvent.Denied one ->
                b instanceof SimulatedEvent.Denied other
                        && one.limit().equals(other.limit())
                        && one.isObserved() == other.isObserved();
            case SimulatedEvent.Stopped one ->
                b instanceof SimulatedEvent.Stopped other
                        && one.limit().equals(other.limit())
                        && one.at().equals(other.at());
            case SimulatedEvent.Warned warned -> false;
            case SimulatedEvent.Exceeded exceeded -> false;
            case SimulatedEvent.Restored restored -> false;
        };
    }

    private void row(String user, List<SimulatedEvent> alike) {
        SimulatedEvent event = alike.getFirst();
        String what = EventText.kind(event)
                + (event instanceof SimulatedEvent.Warned percent ? " " + percent.percent() + "%" : "")
                + (alike.size() > 1 ? " x" + alike.size() : "")
                + (EventText.isObserved(event) ? ", observed" : "");
        out.printf(
                ROW,
                seconds(EventText.instant(event.at())),
                Excerpt.of(user),
                what,
                EventText.limit(event.limit().limit()),
                Excerpt.of(event.limit().origin()),
                detail(event, alike));
    }

    private static String detail(SimulatedEvent event, List<SimulatedEvent> alike) {
        return switch (event) {
            case SimulatedEvent.Warned warned -> at("would be reached ", warned.exhaustedAt()) + cause(event);
            case SimulatedEvent.Exceeded exceeded -> cause(event);
            case SimulatedEvent.Restored restored -> at("over since ", restored.crossedAt()) + cause(event);
            case SimulatedEvent.Stopped stopped -> servers(alike) + at(", over since ", stopped.crossedAt());
            case SimulatedEvent.Denied one
            when alike.size() > 1 ->
                "up to " + seconds(EventText.instant(alike.getLast().at()));
            case SimulatedEvent.Denied one ->
                "server %s%s"
                        .formatted(
                                Excerpt.of(one.pod().server()),
                                one.retryAt() == null ? "" : ", would pass " + seconds(one.retryAt()));
        };
    }

    /** The first of them by name. */
    private static String servers(List<SimulatedEvent> stopped) {
        String names = stopped.stream()
                .limit(MOST_NAMES)
                .map(event ->
                        event instanceof SimulatedEvent.Stopped one ? one.pod().server() : "")
                .collect(Collectors.joining(", "));
        return (stopped.size() == 1 ? "server " : "servers ") + names + (stopped.size() > MOST_NAMES ? ", …" : "");
    }

    private static String at(String what, io.hubmeter.core.metering.@Nullable ExactInstant at) {
        return at == null ? "" : what + seconds(EventText.instant(at));
    }

    private static String cause(SimulatedEvent event) {
        return switch (EventText.cause(event)) {
            case "" -> "";
            case "policy-changed" -> " (when the policy came into force)";
            case "grant-changed" -> " (a grant began or ended)";
            default -> " (a correction)";
        };
    }

    private static Instant seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public void end() {
        out.printf(
                Locale.ROOT, "%n%,d accounts: %,d warned, %,d denied a start or stopped%n", accounts, warned, limited);
        out.printf(
                Locale.ROOT,
                "%,d starts: %,d permitted%s, %,d denied; %,d servers stopped%n",
                permitted + denied,
                permitted,
                observed == 0 ? "" : " (%,d of them would be denied if it were enforced)".formatted(observed),
                denied,
                stopped);
        TreeSet<Resource> resources = new TreeSet<>(recordedInAll.asMap().keySet());
        for (Resource resource : resources) {
            out.printf(
                    "%s: %s recorded, %s simulated%n",
                    resource.displayHours(),
                    hours(resource, recordedInAll.get(resource)),
                    hours(resource, simulatedInAll.get(resource)));
        }
        out.flush();
    }

    private static String hours(Resource resource, BigInteger amount) {
        return String.format(Locale.ROOT, "%,.1f", resource.hours(amount, 1));
    }
}
