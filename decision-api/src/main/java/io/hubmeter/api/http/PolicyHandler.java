package io.hubmeter.api.http;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.policy.Policy;
import java.util.List;

/** Tells the policy in force. */
final class PolicyHandler {
    private final UsageView view;

    PolicyHandler(UsageView view) {
        this.view = view;
    }

    Answer policy(Call call) {
        call.query(List.of());
        Policy policy = view.policy()
                .orElseThrow(() -> Problem.of(
                        ProblemType.POLICY_MISSING, "policy: found none, expected one to have been published"));
        return Answer.json(200, json -> PolicyJson.write(json, policy));
    }
}
