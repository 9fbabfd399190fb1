package io.hubmeter.api.http;

import io.hubmeter.api.metrics.ApiMetrics;
import io.hubmeter.metrics.ProcessMetrics;
import java.util.List;
import java.util.Map;

/** Answers Prometheus. */
final class MetricsHandler {
    static final String PATH = "/metrics";

    private final ApiMetrics metrics;

    MetricsHandler(ApiMetrics metrics) {
        this.metrics = metrics;
    }

    Answer metrics(Call call) {
        call.query(List.of());
        byte[] bytes = metrics.scrape();
        return new Answer(200, ProcessMetrics.CONTENT_TYPE, false, Map.of(), out -> out.write(bytes));
    }
}
