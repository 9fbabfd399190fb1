package io.hubmeter.standalone.usage;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.api.view.UsageViewContract;
import io.hubmeter.api.view.UsageViewContract.AtFirst;
import io.hubmeter.api.view.UsageViewContract.Backstage;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What happens behind a view of the shared platform, in realms and at a time of its own. */
final class PlatformBackstage implements Backstage {
    private final SharedPlatform platform = SharedPlatform.get();
    private final int number = platform.next();
    private final AtFirst atFirst;
    private final Map<String, String> realms = new LinkedHashMap<>();
    private final Supplier<UsageView> unreachable;
    private UsageView view;

    /**
     * A backstage.
     *
     * @param unreachable makes the same kind of view, of something that cannot be reached
     */
    PlatformBackstage(UsageView view, AtFirst atFirst, Supplier<UsageView> unreachable) {
        this.view = view;
        this.atFirst = atFirst;
        this.unreachable = unreachable;
    }

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
        return SharedPlatform.now(number);
    }

    @Override
    public String realm(String name) {
        return realms.computeIfAbsent(name, key -> key + "-" + number);
    }

    @Override
    public Policy publishPolicy(int policyNumber) {
        Policy policy = UsageViewContract.policy("%032x%032x".formatted(number, policyNumber), policyNumber);
        platform.publishPolicy(policy, now());
        return policy;
    }

    @Override
    public void reportGroups(AccountId account, List<String> groups) {
        platform.reportGroups(account, groups, now());
    }

    @Override
    public void runPod(AccountId account, Quantities rates, Instant from, @Nullable Instant until) {
        platform.runPod(account, rates, from, until);
    }

    @Override
    public void stop(Stop stop) {
        platform.stop(stop);
    }

    @Override
    public void decide(PastDecision decision) {
        platform.decide(decision);
    }

    @Override
    public void hear(Instant at) {
        platform.hear(List.copyOf(realms.values()), at);
    }

    @Override
    public void cutOff() {
        closeView();
        view = unreachable.get();
    }

    @Override
    public void close() {
        closeView();
    }

    private void closeView() {
        if (view instanceof AutoCloseable open) {
            try {
                open.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
