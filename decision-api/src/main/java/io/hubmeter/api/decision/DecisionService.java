package io.hubmeter.api.decision;

import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Sentence;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions: policy, entitlement, assessment, decision, sentence. It decides nothing itself, {@code core} does; it
 * fetches what {@code core} needs and records the outcome. Safe for use by many threads at once.
 */
public final class DecisionService {
    private static final Entitlement NO_LIMITS = new Entitlement(List.of());

    private final UsageView view;
    private final DecisionLog log;
    private final InstantSource clock;

    /** A service over a view, with the clock that says what "now" is. */
    public DecisionService(UsageView view, DecisionLog log, InstantSource clock) {
        this.view = view;
        this.log = log;
        this.clock = clock;
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
        return entryFor(question, size, now());
    }

    /** Records a decision that was made without. */
    public void record(DecisionEntry entry) {
        log.record(entry);
    }

    private DecisionEntry entryFor(Question asked, Size size, Instant at) {
        Question question = asked;
        List<String> groups = question.groups() == null ? List.of() : question.groups();
        Entitlement entitlement = NO_LIMITS;
        String policyHash = null;
        try {
            Policy policy = view.policy().orElse(null);
            if (policy == null) {
                return unknown(question, at, groups, entitlement, null, Decision.Cause.POLICY_MISSING);
            }
            policyHash = policy.hash();
            groups = groupsOf(question.account(), question.groups());
            entitlement = Entitlement.of(policy, question.account(), groups);
            question = size.of(question, entitlement.bare());
            Assessment assessment = view.assess(
                    question.account(),
                    entitlement.bare(),
                    question.request(),
                    question.runtimeAtLeast(policy.rules().minimumRuntime()),
                    at);
            Decision decision = Decision.of(
                    assessment.standings(),
                    at,
                    assessment.heardAt(),
                    policy.rules().freshnessBound(),
                    policy.rules().enforce());
            String sentence = Sentence.of(decision, assessment.standings(), at);
            return new DecisionEntry(
                    UUID.randomUUID(), question, at, groups, entitlement, assessment, policyHash, decision, sentence);
        } catch (UsageUnavailable unavailable) {
            return unknown(question, at, groups, entitlement, policyHash, Decision.Cause.UNREACHABLE);
        }
    }

    private static DecisionEntry unknown(
            Question question,
            Instant at,
            List<String> groups,
            Entitlement entitlement,
            @Nullable String policyHash,
            Decision.Cause cause) {
        Decision decision = new Decision.Unknown(cause);
        String sentence = Sentence.of(decision, List.of(), at);
        return new DecisionEntry(
                UUID.randomUUID(), question, at, groups, entitlement, null, policyHash, decision, sentence);
    }

    /**
     * Where an account stands at an instant.
     *
     * @param groups its groups; null to take those that the hub last reported
     * @throws UsageUnavailable if it cannot be read now
     */
    public AccountUsage usage(AccountId account, @Nullable List<String> groups, Instant at) {
        Policy policy = view.policy().orElse(null);
        List<String> counted = groupsOf(account, groups);
        Entitlement entitlement = policy == null ? NO_LIMITS : Entitlement.of(policy, account, counted);
        Policy.Rules rules = policy == null ? Policy.Rules.DEFAULT : policy.rules();
        Assessment assessment =
                view.assess(account, entitlement.bare(), Request.OF_UNKNOWN_SIZE, rules.minimumRuntime(), at);
        return new AccountUsage(counted, entitlement, assessment, policy == null ? null : policy.hash());
    }

    private List<String> groupsOf(AccountId account, @Nullable List<String> given) {
        return given == null ? view.groups(account) : given;
    }
}
