package io.hubmeter.standalone.simulate;

import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyProblem;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.simulation.RecordedAccount;
import io.hubmeter.core.simulation.SimulatedAccount;
import io.hubmeter.core.simulation.SimulatedEvent;
import io.hubmeter.core.simulation.Simulation;
import io.hubmeter.core.simulation.Suggestion;
import io.hubmeter.pages.trial.PolicyTrial;
import io.hubmeter.pages.trial.TrialOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries policies on what Kafka holds, as {@code hubmeter policy simulate} does. */
public final class RecordedTrial implements PolicyTrial {
    /** How many events are told; the rest is counted. */
    static final int MOST_EVENTS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(RecordedTrial.class);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final long TOLD_EVERY = 1_000;

    private final Supplier<TopicReader> topics;
    private final InstantSource clock;

    /**
     * A trial on topics.
     *
     * @param topics a reader for one trial
     */
    public RecordedTrial(Supplier<TopicReader> topics, InstantSource clock) {
        this.topics = topics;
        this.clock = clock;
    }

    @Override
    public TrialOutcome run(Request request, Progress progress) {
        return switch (PolicyFile.parse(
                request.fileName(), request.policy().get(), PolicyFile.DEFAULT_LONGEST_WINDOW)) {
            case PolicyResult.Invalid(List<PolicyProblem> problems) ->
                new TrialOutcome.Faulty(
                        problems.stream().map(RecordedTrial::problem).toList());
            case PolicyResult.Valid(Policy policy) -> tried(policy, request, progress);
        };
    }

    private static TrialOutcome.Problem problem(PolicyProblem problem) {
        return new TrialOutcome.Problem(
                problem.line(),
                problem.column(),
                "%sfound %s, expected %s%s"
                        .formatted(
                                problem.path().isEmpty() ? "" : problem.path() + ": ",
                                problem.found(),
                                problem.expected(),
                                problem.suggestion() == null ? "" : "; did you mean '" + problem.suggestion() + "'?"));
    }

    private TrialOutcome tried(Policy policy, Request request, Progress progress) {
        Instant until = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant from = until.minus(request.last());
        Duration window = Simulation.longestWindow(policy);
        Instant neededFrom = from.minus(window.compareTo(MONTH) < 0 ? MONTH : window);
        Predicate<AccountId> wanted = account -> account.realm().equals(request.realm());
        try {
            List<RecordedAccount> accounts = new TopicHistory(topics.get(), wanted).read(neededFrom, read -> {
                if (read % TOLD_EVERY == 0) {
                    progress.at("records read", read);
                }
            });
            Tally tally = new Tally();
            for (RecordedAccount account : accounts) {
                progress.at("people tried", tally.accounts);
                tally.add(Simulation.of(account, policy, from, until));
            }
            progress.at("people tried", tally.accounts);
            Suggestions suggestions = Suggestions.of(accounts, policy, from, until, request.percentile());
            return tally.outcome(policy, from, until, suggestions);
        } catch (TooMuchHistory e) {
            return new TrialOutcome.Refused("There is too much history for that many days. Choose fewer.");
        } catch (KafkaException e) {
            LOG.warn("policy not tried reason={}", e.getMessage());
            return new TrialOutcome.Refused("What was recorded cannot be read now. Try again in a minute.");
        }
    }

    /** What all accounts come to. */
    private static final class Tally {
        private final List<TrialOutcome.Event> events = new ArrayList<>();
        private long more;
        private int accounts;
        private int warned;
        private int deniedAccounts;
        private int stoppedAccounts;
        private int permitted;
        private int denied;
        private int stopped;
        private int observed;

        void add(SimulatedAccount account) {
            accounts++;
            warned += account.events().stream().anyMatch(SimulatedEvent.Warned.class::isInstance) ? 1 : 0;
            deniedAccounts += account.denied() > 0 ? 1 : 0;
            stoppedAccounts += account.stopped() > 0 ? 1 : 0;
            permitted += account.permitted();
            denied += account.denied();
            stopped += account.stopped();
            for (SimulatedEvent event : account.events()) {
                observed += event instanceof SimulatedEvent.Denied && EventText.isObserved(event) ? 1 : 0;
                if (events.size() < MOST_EVENTS) {
                    events.add(event(account.id(), event));
                } else {
                    more++;
                }
            }
        }

        private static TrialOutcome.Event event(AccountId account, SimulatedEvent event) {
            var pod = EventText.pod(event);
            return new TrialOutcome.Event(
                    EventText.instant(event.at()),
                    account.user(),
                    switch (event) {
                        case SimulatedEvent.Warned warned -> TrialOutcome.What.WARNED;
                        case SimulatedEvent.Exceeded exceeded -> TrialOutcome.What.EXCEEDED;
                        case SimulatedEvent.Restored restored -> TrialOutcome.What.RESTORED;
                        case SimulatedEvent.Denied denied -> TrialOutcome.What.DENIED;
                        case SimulatedEvent.Stopped stopped -> TrialOutcome.What.STOPPED;
                    },
                    EventText.isObserved(event),
                    event.limit().limit(),
                    event.limit().origin(),
                    pod == null ? null : pod.server(),
                    event instanceof SimulatedEvent.Denied denied ? denied.sentence() : "");
        }

        TrialOutcome outcome(Policy policy, Instant from, Instant until, Suggestions suggestions) {
            List<TrialOutcome.Suggested> suggested = new ArrayList<>();
            suggestions.everybody().forEach(one -> suggested.add(suggested("", one)));
            suggestions.groups().forEach((group, of) -> of.forEach(one -> suggested.add(suggested(group, one))));
            return new TrialOutcome.Tried(
                    policy.name(),
                    policy.hash(),
                    from,
                    until,
                    new TrialOutcome.Counts(
                            accounts, warned, deniedAccounts, stoppedAccounts, permitted, denied, stopped, observed),
                    events,
                    more,
                    suggested);
        }

        private static TrialOutcome.Suggested suggested(String group, Suggestion suggestion) {
            return new TrialOutcome.Suggested(
                    group,
                    suggestion.limit(),
                    suggestion.greatest().size(),
                    suggestion.reached(),
                    TrialOutcome.Suggested.PERCENTILES.stream()
                            .map(suggestion::atPercentile)
                            .toList());
        }
    }
}
