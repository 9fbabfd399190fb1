package io.hubmeter.api.view;

import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fake keeps the contract, so what is tested with it holds for the real one. */
final class InMemoryUsageViewTest extends UsageViewContract {

    @Override
    protected Backstage start() {
        return new InMemory();
    }

    private static final class InMemory implements Backstage {
        private final InMemoryUsageView view = new InMemoryUsageView();
        private final AtFirst atFirst = AtFirst.of(view);

        @Override
        public UsageView view() {
            return view;
        }

        @Override
        public AtFirst atFirst() {
            return atFirst;
        }

        @Override
        public Instant now() {
            return Instant.parse("2026-11-01T12:00:00Z");
        }

        @Override
        public String realm(String name) {
            return name;
        }

        @Override
        public Policy publishPolicy(int number) {
            Policy policy = UsageViewContract.policy("%064x".formatted(number), number);
            view.publish(policy);
            return policy;
        }

        @Override
        public void reportGroups(AccountId account, List<String> groups) {
            view.report(account, groups);
        }

        @Override
        public void runPod(AccountId account, Quantities rates, Instant from, @Nullable Instant until) {
            view.run(account, rates, from, until);
        }

        @Override
        public void stop(Stop stop) {
            view.stop(stop);
        }

        @Override
        public void decide(PastDecision decision) {
            view.decide(decision);
        }

        @Override
        public void hear(Instant at) {
            view.hear(at);
        }

        @Override
        public void cutOff() {
            view.setReachable(false);
        }

        @Override
        public void close() {}
    }
}
