package io.hubmeter.standalone.cli;

import io.hubmeter.collector.Collector;
import io.hubmeter.collector.source.Reporting;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A collector as {@code hubmeter collect} knows it. */
record RunningCollector(Collector collector) implements CollectorStarter.Running {

    @Override
    public List<? extends Reporting> reporting() {
        return collector.reporting();
    }

    @Override
    public CompletionStage<String> failed() {
        return collector.failed();
    }

    @Override
    public void close() {
        collector.close();
    }
}
