package io.hubmeter.collector.policyfile;

import io.hubmeter.core.policy.Policy;
import java.util.List;

/** What came of reading a policy file: a policy to put in force, or the reasons why the last good one stays. */
public sealed interface PolicyResult {

    /** The file is acceptable in full. */
    record Valid(Policy policy) implements PolicyResult {}

    /**
     * The file is not acceptable, and nothing of it may be used.
     *
     * @param problems at least one, in the order of the file; beyond {@value Problems#MOST_LISTED} only counted, in the last one
     */
    record Invalid(List<PolicyProblem> problems) implements PolicyResult {
        /** Keeps the list to itself. */
        public Invalid {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("problems: found none, expected at least one");
            }
        }
    }
}
