package io.hubmeter.bench;

import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.prometheus.PrometheusRounds;

/** What a run beside Prometheus found, in Markdown. */
final class PrometheusReport {
    private static final double AIM_TIMES = 500;

    private PrometheusReport() {}

    static String text(Machine machine, int accounts, Samples samples) {
        double times = samples.ratio(PrometheusRounds.FROM_SAMPLES, PrometheusRounds.DECISION)
                .median();
        return """
                # Measured: a decision beside Prometheus

                %s

                Decisions over HTTP with three limits over 30 days, %,d accounts, one connection. Prometheus has one user, who ran for 29
                of 30 days, sampled each minute; it is asked for one resource only.

                | what | p50, µs | times a decision |
                | --- | ---: | ---: |
                | decision | %s | 1 |
                | all samples, summed up by who asks | %s | %s |
                | summed up by Prometheus | %s | %s |

                Aim: all samples take at least %,.0f times as long: %s.
                """.formatted(
                        machine.describe(),
                        accounts,
                        samples.spread(PrometheusRounds.DECISION).whole(),
                        samples.spread(PrometheusRounds.FROM_SAMPLES).whole(),
                        samples.ratio(PrometheusRounds.FROM_SAMPLES, PrometheusRounds.DECISION)
                                .fine(),
                        samples.spread(PrometheusRounds.BY_SERVER).whole(),
                        samples.ratio(PrometheusRounds.BY_SERVER, PrometheusRounds.DECISION)
                                .fine(),
                        AIM_TIMES,
                        times >= AIM_TIMES ? "met" : "**missed**");
    }
}
