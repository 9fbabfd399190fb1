package io.hubmeter.bench.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.PodOp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PodFlowTest {
    private static final int ACCOUNTS = 1_000;
    private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");

    private final PodFlow flow = new PodFlow(ACCOUNTS, number -> new AccountId("default", "user-" + number));

    @Test
    void everyAccountHasItsTurnBeforeAnyHasItsNext() {
        List<AccountId> first = accounts(pass(0));
        assertThat(new HashSet<>(first)).hasSize(ACCOUNTS);
        assertThat(accounts(pass(1))).isEqualTo(first);
    }

    @Test
    void podsStartAndEndByTurns() {
        List<PodFlow.Event> starts = pass(0);
        List<PodFlow.Event> ends = pass(1);
        List<PodFlow.Event> further = pass(2);
        assertThat(starts)
                .allMatch(event -> event.openPods() == 1 && event.record().getOp() == PodOp.c);
        assertThat(ends)
                .allMatch(event -> event.openPods() == 0 && event.record().getOp() == PodOp.d);
        assertThat(ends.get(7).record().getBefore().getUid())
                .isEqualTo(starts.get(7).record().getAfter().getUid());
        assertThat(ends.get(7).record().getBefore().getScheduledAt())
                .isEqualTo(starts.get(7).at());
        assertThat(ends.get(7).record().getBefore().getEndedAt())
                .isEqualTo(ends.get(7).at());
        assertThat(pass(3))
                .allMatch(event -> event.openPods() == 0 && event.record().getOp() == PodOp.d);
        Set<String> uids = new HashSet<>();
        starts.forEach(event -> uids.add(event.record().getAfter().getUid()));
        assertThat(further)
                .noneMatch(event -> uids.contains(event.record().getAfter().getUid()));
    }

    private List<PodFlow.Event> pass(int seconds) {
        List<PodFlow.Event> events = new ArrayList<>();
        for (int i = 0; i < ACCOUNTS; i++) {
            events.add(flow.next(FROM.plusSeconds(seconds)));
        }
        return events;
    }

    private static List<AccountId> accounts(List<PodFlow.Event> events) {
        return events.stream().map(PodFlow.Event::account).toList();
    }
}
