package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentMeterHistoryTest {
    private static final AccountId ACCOUNT = new AccountId("hub", "alice");
    private static final int HISTORIES = 300;
    private static final int STEPS = 60;
    private static final int SPAN_MS = 80;

    /** Everything that was written; counts how often it is read. */
    private static final class Everything implements RecentMeterHistory.Stored {
        private final TreeMap<Instant, Reading> readings = new TreeMap<>();
        private int reads;

        @Override
        public void put(AccountId account, Reading reading) {
            readings.put(reading.at(), reading);
        }

        @Override
        public @Nullable Reading asOf(Instant at) {
            reads++;
            var entry = readings.floorEntry(at);
            return entry == null ? null : entry.getValue();
        }

        @Override
        public @Nullable Reading after(Instant at) {
            reads++;
            var entry = readings.higherEntry(at);
            return entry == null ? null : entry.getValue();
        }

        @Override
        public @Nullable Reading latest() {
            reads++;
            return readings.isEmpty() ? null : readings.lastEntry().getValue();
        }
    }

    /** In order and late, amended, and asked for at any instant, also by who begins to remember in the middle of it. */
    @Test
    void whatIsRememberedIsWhatTheStoreHolds() {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            Random random = new Random(seed);
            Everything stored = new Everything();
            RecentReadings recent = new RecentReadings();
            for (int step = 0; step < STEPS; step++) {
                if (random.nextInt(20) == 0) {
                    recent = new RecentReadings();
                }
                RecentMeterHistory history = new RecentMeterHistory(stored, recent);
                if (random.nextInt(3) == 0) {
                    change(history, Instant.ofEpochMilli(random.nextInt(SPAN_MS)));
                }
                for (int question = 0; question < 4; question++) {
                    Instant at = Instant.ofEpochMilli(random.nextInt(SPAN_MS + 4) - 2L);
                    String where = "seed " + seed + ", step " + step + ", at " + at;
                    assertThat(history.asOf(at)).as("as of: " + where).isEqualTo(stored.asOf(at));
                    assertThat(history.after(at)).as("after: " + where).isEqualTo(stored.after(at));
                    assertThat(history.latest()).as("latest: " + where).isEqualTo(stored.latest());
                }
            }
        }
    }

    @Test
    void theNewestReadingsAreReadOnce() {
        Everything stored = new Everything();
        RecentReadings recent = new RecentReadings();
        for (int i = 0; i < 20; i++) {
            change(new RecentMeterHistory(stored, recent), Instant.ofEpochMilli(10L * i));
        }
        stored.reads = 0;
        RecentMeterHistory history = new RecentMeterHistory(stored, recent);
        assertThat(history.latest()).isEqualTo(stored.readings.lastEntry().getValue());
        assertThat(history.asOf(Instant.ofEpochMilli(175))).isEqualTo(stored.readings.get(Instant.ofEpochMilli(170)));
        assertThat(history.after(Instant.ofEpochMilli(170))).isEqualTo(stored.readings.get(Instant.ofEpochMilli(180)));
        assertThat(stored.reads).isZero();
    }

    private static void change(RecentMeterHistory history, Instant at) {
        Quantities rates = Quantities.of(Map.of(Resource.CPU, Resource.CPU.rateOf(BigDecimal.ONE)));
        Meter.amend(history, List.of(new RateChange(at, rates, 1)), false)
                .forEach(reading -> history.put(ACCOUNT, reading));
    }
}
