package io.hubmeter.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.kubernetes.apiserver.EndBasis;
import io.hubmeter.collector.kubernetes.apiserver.PodTruth;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.standalone.Standalone;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Compares the meters of a realm with what the API server itself said of its pods, summed up by brute force.
 *
 * <p>Where Kubernetes gives no end, the first sight of it in {@code hubmeter.pods} counts, and must not be before the pod can
 * have ended; where not even that is there, what the snapshot implied.
 */
final class Truths {
    private static final Duration BOUND = Duration.ofSeconds(90);
    private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");
    private static final BigInteger MICROS_PER_MILLI = BigInteger.valueOf(1_000);
    private static final BigInteger MICROS = BigInteger.valueOf(1_000_000);
    private static final int MOST = 10_000;

    private final Standalone standalone;
    private final String realm;
    /** Ends that only a snapshot implies, by uid. */
    private final Map<String, Instant> implied = new HashMap<>();

    Truths(Standalone standalone, String realm) {
        this.standalone = standalone;
        this.realm = realm;
    }

    /** Expects the end of a pod that nobody saw to be the one that a snapshot implies. */
    Truths implying(String uid, Instant end) {
        implied.put(uid, end);
        return this;
    }

    /** Waits until the meters say exactly what is true; fails with the last difference. */
    void awaitEqual(Collection<PodTruth> truths) {
        Awaitility.await().atMost(BOUND).pollInterval(Duration.ofMillis(300)).untilAsserted(() -> checkEqual(truths));
        checkEqual(truths);
    }

    private void checkEqual(Collection<PodTruth> truths) {
        Map<String, Instant> seenGone = seenGone();
        Map<String, List<PodInterval>> byUser = new TreeMap<>();
        for (PodTruth truth : truths) {
            if (truth.user() != null && truth.start() != null) {
                byUser.computeIfAbsent(truth.user(), user -> new ArrayList<>())
                        .add(interval(truth, seenGone.get(truth.uid())));
            }
        }
        byUser.forEach(this::checkUser);
        assertThat(standalone
                        .streams()
                        .queries()
                        .accounts()
                        .filter(account -> account.realm().equals(realm)))
                .as("accounts with readings")
                .hasSize(byUser.size());
    }

    private void checkUser(String user, List<PodInterval> pods) {
        AccountId account = new AccountId(realm, user);
        List<Reading> readings = standalone.streams().queries().history(account, Instant.EPOCH, FAR, MOST);
        Timeline timeline = new Timeline();
        timeline.putAll(readings);
        BruteForce bruteForce = new BruteForce(pods, account.toString());
        Instant last = readings.isEmpty() ? Instant.EPOCH : readings.getLast().at();
        List<Long> instants = new ArrayList<>(bruteForce.changes());
        instants.add(Instant.now().toEpochMilli());
        for (long at : instants) {
            for (Resource resource : List.of(Resource.CPU, Resource.MEMORY)) {
                assertThat(timeline.usage(Duration.ofMillis(at), Instant.ofEpochMilli(at))
                                .get(resource))
                        .as("%s of %s up to %s, last reading %s", resource, account, Instant.ofEpochMilli(at), last)
                        .isEqualTo(bruteForce.used(resource.name(), 0, at));
            }
        }
    }

    private PodInterval interval(PodTruth truth, @Nullable Instant seenGone) {
        Instant start = Objects.requireNonNull(truth.start());
        Map<String, BigInteger> rates = Map.of(
                "cpu", BigInteger.valueOf(truth.cpuMillicores()).multiply(MICROS_PER_MILLI),
                "memory", BigInteger.valueOf(truth.memoryBytes()).multiply(MICROS));
        return new PodInterval(
                new AccountId(realm, Objects.requireNonNull(truth.user())).toString(),
                truth.uid(),
                List.of(new RateStep(start.toEpochMilli(), rates)),
                start.toEpochMilli(),
                endMs(truth, seenGone));
    }

    private long endMs(PodTruth truth, @Nullable Instant seenGone) {
        if (truth.basis() == EndBasis.NONE) {
            return PodInterval.OPEN;
        }
        if (implied.containsKey(truth.uid())) {
            return implied.get(truth.uid()).toEpochMilli();
        }
        if (truth.basis() == EndBasis.FINISHED_AT) {
            return Objects.requireNonNull(truth.end()).toEpochMilli();
        }
        assertThat(seenGone).as("first sight of the end of %s", truth).isNotNull();
        assertThat(seenGone).as("first sight of the end of %s", truth).isAfterOrEqualTo(truth.end());
        return Objects.requireNonNull(seenGone).toEpochMilli();
    }

    /** When each pod of the realm was first seen to be gone, by the records themselves. */
    private Map<String, Instant> seenGone() {
        Map<String, Instant> gone = new HashMap<>();
        TopicReader.of(
                        standalone.bootstrapServers(),
                        standalone.registry(),
                        Map.of("isolation.level", "read_committed"))
                .readValues(Topics.PODS, PodRecord.class, (key, record) -> {
                    PodState state = record.getAfter() == null ? record.getBefore() : record.getAfter();
                    if (state != null
                            && key.startsWith(realm + "/")
                            && state.getEndedAt() == null
                            && (state.getGone() || record.getOp() == PodOp.d)) {
                        gone.merge(state.getUid(), record.getObservedAt(), (a, b) -> a.isBefore(b) ? a : b);
                    }
                });
        return gone;
    }
}
