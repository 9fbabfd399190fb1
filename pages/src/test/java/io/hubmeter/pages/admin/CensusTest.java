package io.hubmeter.pages.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.view.InMemoryUsageView;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.quota.Limit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the background count knows, and when it counts. */
final class CensusTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final InMemoryUsageView view = new InMemoryUsageView();
    private final AtomicReference<Instant> now = new AtomicReference<>(Town.NOW);
    private final Census census = new Census(view, "hub1", true, ZoneId.of("UTC"), now::get);

    @BeforeEach
    void publish() {
        view.publish(Town.policy(Prices.NONE));
        run("anna", 1);
    }

    @AfterEach
    void close() {
        census.close();
    }

    private void run(String user, long hours) {
        view.run(
                new AccountId("hub1", user),
                Quantities.of(Resource.MEMORY, Town.rate(4)),
                Town.NOW.minus(Duration.ofHours(hours)),
                null);
    }

    @Test
    void aLookWaitsForTheFirstCountOnly() {
        assertThat(census.look(LONG).overview().totals().accounts()).isEqualTo(1);
        run("ben", 1);
        now.set(Town.NOW.plusSeconds(20));
        Census.Look look = census.look(LONG);
        assertThat(look.overview().totals().accounts()).isEqualTo(1);
        assertThat(look.overview().at()).isEqualTo(Town.NOW);
        assertThat(look.isCounting()).isFalse();
    }

    @Test
    void aFailedCountKeepsTheLastAndSaysSo() throws Exception {
        view.setReachable(false);
        assertThat(census.look(LONG).failure()).isEqualTo("usage cannot be read");
        assertThat(census.look(Duration.ZERO).isFirst()).isTrue();
    }

    @Test
    void whereThingsRunIsKnownIfTheRealmHasSeveralHubs() throws Exception {
        Overview overview = census.count();
        assertThat(overview.part(Selection.DEFAULT).rows()).singleElement().satisfies(row -> {
            assertThat(row.servers()).isEqualTo(1);
            assertThat(row.runsOutAt()).isEqualTo(Town.NOW.plus(Duration.ofHours(14)));
            assertThat(row.tightest())
                    .isEqualTo(new Tightest(
                            new Limit(Resource.MEMORY, Town.hours(60), Duration.ofDays(30)), Town.hours(4)));
            assertThat(row.level()).isEqualTo(Level.FINE);
        });
    }

    @Test
    void nearIsWhatHasPassedTheWarningOrRunsOutWithinTheHour() throws Exception {
        run("warned", 12);
        run("below", 11);
        assertThat(census.count().totals().near()).isEqualTo(1);
        run("over", 15);
        assertThat(census.count().totals().over()).isEqualTo(1);
    }

    @Test
    void nothingIsCountedAfterTheEnd() {
        Census closing = new Census(view, "closing", true, ZoneId.of("UTC"), now::get);
        closing.look(LONG);
        assertThat(isAlive("admin-overview-closing")).isTrue();
        closing.close();
        Awaitility.await().until(() -> !isAlive("admin-overview-closing"));
    }

    private static boolean isAlive(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name));
    }
}
