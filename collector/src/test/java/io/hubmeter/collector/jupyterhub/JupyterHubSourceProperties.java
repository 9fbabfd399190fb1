package io.hubmeter.collector.jupyterhub;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.publish.RecordedTopics;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.schemas.avro.AccountRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever happens in the hub, between readings and within them: what was published ends as the hub's own state. */
class JupyterHubSourceProperties {
    private static final int CASES = 60;
    private static final int READINGS = 6;
    private static final List<String> NAMES = List.of("a", "b", "ç", "d/e", "f g", "😀", "h", "i", "j");
    private static final List<String> GROUPS = List.of("regular", "power", "dev", "grüße");

    @Test
    void publishedRecordsFoldToTheHubsStateAndNoneIsSaidTwice() {
        Seeds.check(CASES, JupyterHubSourceProperties::check);
    }

    private static void check(RandomGenerator random) {
        try (FakeHub hub = FakeHub.start()) {
            DrivenSource driven = DrivenSource.of(hub.apiUrl(), random.nextInt(1, 6));
            hub.atRequest(() -> change(hub, random, 0.3));
            driven.ticker.atPause(() -> change(hub, random, 3));
            for (int run = random.nextInt(1, 3); run > 0; run--) {
                driven.runForPauses(random.nextInt(READINGS));
            }
            hub.atRequest(() -> {});
            driven.ticker.atPause(() -> {});
            // One reading to miss who is gone, one to be sure.
            driven.runForPauses(1);

            assertThat(withGroups(driven.topics.groups("lab"))).isEqualTo(withGroups(hub.groups()));
            assertThat(driven.topics.groups("lab")).containsAllEntriesOf(hub.groups());
            assertThat(repetitions(driven.topics)).isZero();
        }
    }

    private static void change(FakeHub hub, RandomGenerator random, double mean) {
        for (double left = mean; left > random.nextDouble(); left--) {
            hub.mostPerPage(random.nextInt(1, 6));
            String user = NAMES.get(random.nextInt(NAMES.size()));
            if (random.nextInt(3) == 0) {
                hub.remove(user);
            } else {
                hub.put(
                        user,
                        GROUPS.stream().filter(group -> random.nextBoolean()).toArray(String[]::new));
            }
        }
    }

    private static Map<String, List<String>> withGroups(Map<String, List<String>> all) {
        Map<String, List<String>> some = new HashMap<>(all);
        some.values().removeIf(List::isEmpty);
        return some;
    }

    private static int repetitions(RecordedTopics topics) {
        Map<String, List<String>> last = new HashMap<>();
        int repetitions = 0;
        for (AccountRecord account : topics.accounts()) {
            if (account.getGroups().equals(last.put(account.getUser(), account.getGroups()))) {
                repetitions++;
            }
        }
        return repetitions;
    }
}
