package io.hubmeter.standalone.usage;

import io.hubmeter.api.view.RemoteUsageConfig;
import io.hubmeter.api.view.RemoteUsageView;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.api.view.UsageViewContract;
import io.hubmeter.streams.query.QueryEndpoint;
import io.hubmeter.streams.query.QueryEndpointConfig;
import org.junit.jupiter.api.AfterAll;

/** The view through the query endpoint keeps the contract. */
final class RemoteUsageViewIT extends UsageViewContract {
    private static final NotStarted NOT_STARTED = new NotStarted(SharedPlatform.get());
    private static final QueryEndpoint WITHOUT_STORES =
            QueryEndpoint.start(QueryEndpointConfig.onLoopback(0), NOT_STARTED.queries(), NOT_STARTED::state);

    @Override
    protected Backstage start() {
        SharedPlatform platform = SharedPlatform.get();
        return new PlatformBackstage(platform.remoteView(), platform.remoteAtFirst(), RemoteUsageViewIT::unreachable);
    }

    private static UsageView unreachable() {
        return new RemoteUsageView(RemoteUsageConfig.of(WITHOUT_STORES.uri()));
    }

    @AfterAll
    static void closeWithoutStores() {
        WITHOUT_STORES.close();
        NOT_STARTED.close();
    }
}
