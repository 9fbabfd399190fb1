package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.streams.state.avro.SourceStateRecord;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.Test;

/** What the domain promises of a meter holds of the whole graph, with its stores, serdes, sources and sinks. */
class MeterTopologyLawsTest {
    private static final String MAIN = Scenario.SOURCE;

    @Test
    void usageIsThatOfBruteForceInWhateverOrderRecordsCome() {
        Seeds.check(20, random -> {
            Scenario scenario = new Scenario(random, 6, 5);
            try (DrivenTopology topology = new DrivenTopology(Scenario.KEEPS_ALL)) {
                scenario.disorder().forEach(fed -> topology.pod(fed.key(), fed.record()));
                assertThat(topology.rejects()).isEmpty();
                for (String account : scenario.accounts()) {
                    Checked.usage(topology, account, scenario.pods(account), random);
                }
            }
        });
    }

    /** What happens while nobody watches is told by the next snapshot as well as it can be, and exactly if told later. */
    @Test
    void aSnapshotEndsExactlyThePodsThatItDoesNotList() {
        Seeds.check(20, random -> {
            Scenario scenario = new Scenario(random, 4, 6);
            Outage outage = new Outage(scenario, random);
            try (DrivenTopology topology = new DrivenTopology(Scenario.KEEPS_ALL)) {
                outage.records().forEach(fed -> topology.pod(fed.key(), fed.record()));
                assertThat(topology.rejects()).isEmpty();
                for (String account : scenario.accounts()) {
                    Checked.usage(topology, account, outage.knownPods(account), random);
                }
            }
        });
    }

    @Test
    void theSameRecordsGiveTheSameBytesAndEachTwiceGivesNoMore() {
        Seeds.check(8, random -> {
            Scenario scenario = new Scenario(random, 4, 5);
            List<Scenario.Fed> records =
                    random.nextBoolean() ? scenario.disorder() : new Outage(scenario, random).records();
            Map<Topic, List<String>> once = outputs(records, 1);
            assertThat(outputs(records, 1)).as("second run").isEqualTo(once);
            assertThat(outputs(records, 2)).as("every record twice").isEqualTo(once);
        });
    }

    private static Map<Topic, List<String>> outputs(List<Scenario.Fed> records, int times) {
        try (DrivenTopology topology = new DrivenTopology(Scenario.KEEPS_ALL)) {
            for (Scenario.Fed fed : records) {
                for (int i = 0; i < times; i++) {
                    topology.pod(fed.key(), fed.record());
                }
            }
            Map<Topic, List<String>> outputs = new HashMap<>();
            for (Topic topic : List.of(
                    Topics.READINGS,
                    Topics.USAGE_HOURLY,
                    Topics.USAGE_DAILY,
                    Topics.USAGE_CHANGES,
                    Topics.OVER_QUOTA,
                    Topics.REJECTS)) {
                outputs.put(
                        topic,
                        topology.written(topic).stream()
                                .map(output -> HexFormat.of().formatHex(output.key())
                                        + ' '
                                        + HexFormat.of().formatHex(output.value())
                                        + ' '
                                        + output.timestamp()
                                        + ' '
                                        + output.headers())
                                .toList());
            }
            return outputs;
        }
    }

    /** What a snapshot lists counts from its beginning, also for a processor that goes on from the store after a crash. */
    @Test
    void aSnapshotThatWasBegunIsInTheStore() {
        try (DrivenTopology topology = new DrivenTopology(Scenario.KEEPS_ALL)) {
            topology.pod("", PodRecords.heartbeat("main", List.of("hub"), Instant.ofEpochMilli(1_000)));
            topology.pod("", PodRecords.snapshotStarted("main", 7, Instant.ofEpochMilli(2_000)));

            KeyValueStore<String, SourceStateRecord> sources = topology.driver().getKeyValueStore(StoreNames.SOURCES);
            assertThat(sources.get("main"))
                    .isEqualTo(new SourceStateRecord(
                            List.of("hub"),
                            Instant.ofEpochMilli(1_000),
                            7L,
                            true,
                            Instant.ofEpochMilli(1_000),
                            Instant.ofEpochMilli(1_000),
                            0L,
                            null,
                            0L));
        }
    }

    /** A source that is heard no more stops its realm's clock until it is retired; its pods end when it was last heard. */
    @Test
    void aRetiredSourceHoldsUpNobody() {
        try (DrivenTopology topology = new DrivenTopology(Scenario.KEEPS_ALL)) {
            Instant start = Instant.ofEpochMilli(1_000);
            topology.pod("hub/ana", PodRecords.of("old", "ana", "uid", PodOp.c, observation(start)));
            topology.pod("", PodRecords.heartbeat("old", List.of("hub"), Instant.ofEpochMilli(5_000)));
            topology.pod("", PodRecords.snapshotStarted("old", 9, Instant.ofEpochMilli(90_000)));
            topology.pod("", PodRecords.snapshotCompleted("old", 9, Instant.ofEpochMilli(90_000)));
            topology.pod("", PodRecords.heartbeat("old", List.of(), Instant.ofEpochMilli(90_000)));

            KeyValueStore<String, SourceStateRecord> sources = topology.driver().getKeyValueStore(StoreNames.SOURCES);
            assertThat(sources.get("old").getRealms()).isEmpty();
            assertThat(topology.readings())
                    .last()
                    .satisfies(reading -> assertThat(reading.getAt()).isEqualTo(Instant.ofEpochMilli(5_000)))
                    .satisfies(reading -> assertThat(reading.getOpenPods()).isZero());
        }
    }

    private static PodObservation observation(Instant start) {
        return new PodObservation(
                1, start, Quantities.of(Resource.CPU, BigInteger.valueOf(1_000_000)), start, null, null);
    }

    /** Replaying a whole history over its own result, snapshots and all, leaves every meter as it is. */
    @Test
    void replayingEverythingChangesNoUsage() {
        Seeds.check(8, random -> {
            Scenario scenario = new Scenario(random, 4, 5);
            Outage outage = new Outage(scenario, random);
            try (DrivenTopology topology = new DrivenTopology(Scenario.KEEPS_ALL)) {
                outage.records().forEach(fed -> topology.pod(fed.key(), fed.record()));
                int readings = topology.written(Topics.READINGS).size();
                outage.records().forEach(fed -> topology.pod(fed.key(), fed.record()));
                assertThat(topology.written(Topics.READINGS).size())
                        .as("readings")
                        .isEqualTo(readings);
            }
        });
    }

    /** A source that is not heard for a while: what ends meanwhile is missing from the list that it sends then. */
    private static final class Outage {
        private final Scenario scenario;
        private final List<Scenario.Fed> records = new ArrayList<>();
        private final List<Told> heard = new ArrayList<>();
        private final Map<String, Long> endedAbout = new HashMap<>();

        Outage(Scenario scenario, RandomGenerator random) {
            this.scenario = scenario;
            List<Told> all = new ArrayList<>(scenario.told());
            all.sort(Comparator.comparing(told -> told.observation().observedAt()));
            List<String> accounts = List.copyOf(scenario.accounts());
            String account = accounts.get(random.nextInt(accounts.size()));
            long a = scenario.instant(account);
            long b = scenario.instant(account);
            long goneMs = Math.min(a, b);
            long backMs = Math.max(a, b);
            List<Told> before = all.stream()
                    .filter(told -> ms(told) <= goneMs || !isMain(told))
                    .toList();
            tell(before);
            // The last events may have come after the last heartbeat.
            long heardMs = Math.min(goneMs, scenario.instant(account));
            records.add(scenario.heartbeat(MAIN, heardMs));
            snapshot(backMs, goneMs, heardMs, before);
            // What was missed of a pod is told later as a whole, or never.
            Map<String, Boolean> toldLater = new HashMap<>();
            List<Told> late = new ArrayList<>();
            for (Told told : all) {
                boolean missed = ms(told) > goneMs && ms(told) <= backMs;
                if (isMain(told)
                        && (ms(told) > backMs
                                || (missed && toldLater.computeIfAbsent(told.uid(), uid -> random.nextInt(3) == 0)))) {
                    late.add(told);
                }
            }
            tell(late);
            records.add(scenario.heartbeat(MAIN, scenario.lastMs() + 1));
        }

        private boolean isMain(Told told) {
            return scenario.sourceOf(told).equals(MAIN);
        }

        private static long ms(Told told) {
            return told.observation().observedAt().toEpochMilli();
        }

        private void tell(List<Told> told) {
            scenario.shuffledWithRepeats(told).forEach(one -> records.add(scenario.fed(one)));
            heard.addAll(told);
        }

        private void snapshot(long atMs, long goneMs, long heardMs, List<Told> before) {
            records.add(new Scenario.Fed("", PodRecords.snapshotStarted(MAIN, 1, Instant.ofEpochMilli(atMs))));
            // Another collector of the same source may go on meanwhile, and tell again what it told.
            records.add(scenario.heartbeat(MAIN, atMs));
            int from = records.size();
            scenario.shuffledWithRepeats(before).forEach(one -> records.add(scenario.fed(one)));
            for (String account : scenario.accounts()) {
                for (PodInterval pod : scenario.pods(account)) {
                    Told seen = Told.lifeOf(pod).stream()
                            .filter(told -> ms(told) <= atMs)
                            .reduce((older, newer) -> newer)
                            .orElse(null);
                    if (seen == null || !isMain(seen)) {
                        continue;
                    }
                    if (seen.observation().endedAt() == null) {
                        Told listed = listed(seen, atMs);
                        records.add(new Scenario.Fed(account, PodRecords.listed(MAIN, account, listed, 1)));
                        heard.add(listed);
                    } else {
                        long seenMs = Told.lifeOf(pod).stream()
                                .mapToLong(Outage::ms)
                                .filter(toldMs -> toldMs <= goneMs)
                                .max()
                                .orElse(0);
                        endedAbout.put(pod.uid(), Math.max(pod.startMs(), Math.max(seenMs, heardMs)));
                    }
                }
            }
            Collections.shuffle(records.subList(from, records.size()), new Random(atMs));
            records.add(new Scenario.Fed("", PodRecords.snapshotCompleted(MAIN, 1, Instant.ofEpochMilli(atMs))));
        }

        private static Told listed(Told seen, long atMs) {
            var observation = seen.observation();
            return new Told(
                    seen.uid(),
                    new io.hubmeter.core.metering.PodObservation(
                            observation.version(),
                            Instant.ofEpochMilli(atMs),
                            observation.rates(),
                            observation.scheduledAt(),
                            observation.ratesAt(),
                            observation.endedAt()));
        }

        List<Scenario.Fed> records() {
            return records;
        }

        /** The pods as far as anybody told of them. */
        List<PodInterval> knownPods(String account) {
            return Told.pods(
                            account,
                            heard.stream()
                                    .filter(told -> scenario.accountOf(told).equals(account))
                                    .toList())
                    .stream()
                    .map(pod -> {
                        Long about = endedAbout.get(pod.uid());
                        return pod.endMs() != PodInterval.OPEN || about == null
                                ? pod
                                : new PodInterval(
                                        pod.account(),
                                        pod.uid(),
                                        pod.steps(),
                                        pod.startMs(),
                                        Math.max(pod.startMs(), about));
                    })
                    .toList();
        }
    }
}
