package io.hubmeter.api.decision;

import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.decision.Finding;
import io.hubmeter.core.decision.Inquiry;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Sentence;
import io.hubmeter.core.decision.Wording;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.UnknownIs;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions: policy, entitlement, assessment, decision, sentence. It decides nothing itself, {@code core} does; it
 * fetches what {@code core} needs and records the outcome. Safe for use by many threads at once.
 */
public final class DecisionService {
    private final UsageView view;
    private final DecisionLog log;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Policy> lastPolicy;
    private final LongConsumer took;

    /** A service over a view, with the clock that says what "now" is. */
    public DecisionService(UsageView view, DecisionLog log, InstantSource clock) {
        this(view, log, clock, new AtomicReference<>(), tookNs -> {});
    }

    private DecisionService(
            UsageView view,
            DecisionLog log,
            InstantSource clock,
            AtomicReference<@Nullable Policy> lastPolicy,
            LongConsumer took) {
        this.view = view;
        this.log = log;
        this.clock = clock;
        this.lastPolicy = lastPolicy;
        this.took = took;
    }

    /** The same service, which tells how many nanoseconds each of its decisions took. */
    public DecisionService timed(LongConsumer tookNs) {
        return new DecisionService(view, log, clock, lastPolicy, tookNs);
    }

    /** The instant that an answer given now is for, in whole milliseconds. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Decides and records. Never throws {@link UsageUnavailable}: what cannot be read makes the answer unknown. */
    public DecisionEntry decide(Question question) {
        DecisionEntry entry = judge(question, Size.AS_LISTED);
        record(entry);
        return entry;
    }

    /** Decides and records nothing, for whoever only tries; as little as {@link #decide} does it throw. */
    public DecisionEntry judge(Question question, Size size) {
        long beganNs = System.nanoTime();
        try {
            return entryFor(question, size, now());
        } finally {
            took.accept(System.nanoTime() - beganNs);
        }
    }

    /** Records a decision that was made without. */
    public void record(DecisionEntry entry) {
        log.record(entry);
    }

    private DecisionEntry entryFor(Question asked, Size size, Instant at) {
        Question question = asked;
        List<String> groups = question.groups() == null ? List.of() : question.groups();
        Policy policy = null;
        try {
            policy = view.policy().orElse(null);
            if (policy == null) {
                return unknown(question, at, groups, null, Decision.Cause.POLICY_MISSING);
            }
            lastPolicy.set(policy);
            Finding finding = found(
                    policy,
                    new Inquiry(
                            question.account(),
                            question.groups(),
                            question.request(),
                            size == Size.WHOLE,
                            question.runtime(),
                            at));
            groups = finding.groups();
            question = question.with(finding.request());
            Assessment assessment = finding.assessment();
            Decision decision = Decision.of(
                    assessment.standings(),
                    at,
                    assessment.heardAt(),
                    policy.rules().freshnessBound(),
                    policy.isEnforcedOn(question.hub()));
            return entry(question, at, groups, assessment, policy, decision);
        } catch (UsageUnavailable unavailable) {
            return unknown(question, at, groups, policy, Decision.Cause.UNREACHABLE);
        }
    }

    /**
     * By this policy: while one is being published, the account's partition may work by another for a moment, and an answer must not
     * mix two.
     */
    private Finding found(@Nullable Policy policy, Inquiry inquiry) {
        Finding finding = view.find(inquiry);
        if (Objects.equals(finding.policyHash(), policy == null ? null : policy.hash())) {
            return finding;
        }
        AccountId account = inquiry.account();
        return inquiry.finding(
                policy,
                finding::groups,
                () -> view.grants(account),
                (entitlement, request, runtime) -> view.assess(account, entitlement, request, runtime, inquiry.at()));
    }

    private DecisionEntry unknown(
            Question question, Instant at, List<String> groups, @Nullable Policy policy, Decision.Cause cause) {
        return entry(question, at, groups, null, policy, new Decision.Unknown(cause));
    }

    private DecisionEntry entry(
            Question question,
            Instant at,
            List<String> groups,
            @Nullable Assessment assessment,
            @Nullable Policy policy,
            Decision decision) {
        // While the policy cannot be read, what it said of its hubs when it could is the best that is known.
        Policy telling = policy == null ? lastPolicy.get() : policy;
        UnknownIs unknown = telling == null ? Policy.Rules.DEFAULT.unknown() : telling.unknownOn(question.hub());
        String denial = telling == null ? null : telling.denialOn(question.hub());
        String sentence = Sentence.of(
                decision,
                assessment == null ? List.of() : assessment.standings(),
                assessment == null ? null : assessment.retryAt(),
                at,
                new Wording(question.account().user(), denial, unknown));
        boolean allowed = switch (decision) {
            case Decision.Permit permit -> true;
            case Decision.Deny deny -> false;
            case Decision.Unknown cause -> unknown == UnknownIs.PERMIT;
        };
        return new DecisionEntry(
                UUID.randomUUID(),
                question,
                at,
                groups,
                assessment,
                policy == null ? null : policy.hash(),
                decision,
                allowed,
                sentence);
    }

    /**
     * Where an account stands at an instant.
     *
     * @param groups its groups; null to take those that the hub last reported
     * @param hub on which hub, as far as enforcement depends on it; null to ask of none in particular
     * @throws UsageUnavailable if it cannot be read now
     */
    public AccountUsage usage(AccountId account, @Nullable List<String> groups, @Nullable String hub, Instant at) {
        Policy policy = view.policy().orElse(null);
        Finding finding = found(policy, new Inquiry(account, groups, Request.OF_UNKNOWN_SIZE, false, null, at));
        Policy.Rules rules = policy == null ? Policy.Rules.DEFAULT : policy.rules();
        return new AccountUsage(
                finding.groups(),
                finding.assessment(),
                rules.prices(),
                policy == null ? null : policy.hash(),
                policy == null || policy.isEnforcedOn(hub));
    }
}
