package io.hubmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.topology.PodWorkload;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.PodRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PodWorkloadTest {
    private static final int EVENTS = 2_000;

    @Test
    void everyPodStartsAndEndsInTheOrderOfTimeAndAHeartbeatComesLast() {
        List<Instant> instants = new ArrayList<>();
        List<PodRecord> pods = new ArrayList<>();
        List<Instant> heartbeats = new ArrayList<>();
        Instant end = new PodWorkload(10, EVENTS).tell(new PodWorkload.Sink() {
            @Override
            public void pod(AccountId account, PodRecord record) {
                instants.add(record.getObservedAt());
                pods.add(record);
            }

            @Override
            public void heartbeat(PodRecord record) {
                instants.add(record.getObservedAt());
                heartbeats.add(record.getObservedAt());
            }
        });
        assertThat(instants).isSorted();
        assertThat(pods).hasSize(EVENTS);
        assertThat(pods.stream().filter(pod -> pod.getAfter() != null)).hasSize(EVENTS / 2);
        assertThat(heartbeats.getFirst()).isEqualTo(PodWorkload.from());
        assertThat(heartbeats.getLast()).isEqualTo(end).isEqualTo(instants.getLast());
    }
}
