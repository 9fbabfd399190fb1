package io.hubmeter.standalone.usage;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.api.view.UsageViewContract;
import io.hubmeter.standalone.LocalUsageView;
import org.junit.jupiter.api.AfterAll;

/** The view of stores in the same process keeps the contract. */
final class LocalUsageViewIT extends UsageViewContract {
    private static final NotStarted NOT_STARTED = new NotStarted(SharedPlatform.get());

    @Override
    protected Backstage start() {
        SharedPlatform platform = SharedPlatform.get();
        return new PlatformBackstage(platform.localView(), platform.localAtFirst(), LocalUsageViewIT::unreachable);
    }

    private static UsageView unreachable() {
        return new LocalUsageView(NOT_STARTED.queries());
    }

    @AfterAll
    static void closeNotStarted() {
        NOT_STARTED.close();
    }
}
