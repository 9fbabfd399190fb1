package io.hubmeter.culler.topic;

import io.hubmeter.core.stop.Stop;
import io.hubmeter.culler.action.Attempt;
import io.hubmeter.culler.action.Stopper;
import io.hubmeter.culler.plan.CullPlan;
import io.hubmeter.culler.plan.News;
import io.hubmeter.culler.plan.StopTask;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One membership in the group of cullers: from joining it to leaving it, or to a failure.
 *
 * <p>One thread polls, plans, launches what is due on threads of its own, writes down what came of it, and commits. It never waits
 * for a grace or for a hub, so it is never taken for dead. What was done is on its topic, acknowledged, before its record counts as
 * worked off; and a partition that is taken over begins with a reading of what was done.
 */
final class CullSession implements ConsumerRebalanceListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CullSession.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    /** How long tries that are under way are waited for when a partition or the whole is given up. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(5);
    /** How far clocks may differ that wrote down when something was done and when it was called for. */
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);

    private static final int RECORDS_PER_POLL = 500;

    private final CullLoop.Settings settings;
    private final Stopper stopper;
    private final InstantSource clock;
    private final CullGauges gauges;
    private final CullPlan plan;
    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<OverQuotaRecord> values;
    private final StopsReader stops;
    private final StopsWriter writer;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Tried> tried = new ConcurrentLinkedQueue<>();
    private final Queue<Written> written = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Exception> writeFailure = new AtomicReference<>();
    private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();
    private long committedNs;
    private int underWay;

    private record Tried(StopTask task, Attempt attempt) {}

    /** A stop that is on its topic; the task is not over if it could not be stopped. */
    private record Written(@Nullable StopTask task, Stop stop) {}

    CullSession(
            CullLoop.Settings settings,
            SchemaRegistryClient registry,
            Stopper stopper,
            InstantSource clock,
            RandomGenerator random,
            CullGauges gauges) {
        this.settings = settings;
        this.stopper = stopper;
        this.clock = clock;
        this.gauges = gauges;
        this.plan = new CullPlan(settings.mostPending(), settings.reportAfter(), random);
        this.values = ConfluentAvroSerde.of(OverQuotaRecord.class, registry).deserializer();
        this.stops = new StopsReader(settings.kafka(), registry);
        Map<String, Object> properties = new HashMap<>(settings.kafka());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS_PER_POLL);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        this.writer = new StopsWriter(settings.kafka(), registry);
        try {
            this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    /** Works until told to end. */
    void run(BooleanSupplier isToEnd) {
        consumer.subscribe(List.of(Topics.OVER_QUOTA.name()), this);
        while (!isToEnd.getAsBoolean()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                plan.heard(record.partition(), record.offset(), news(record));
            }
            notePositions();
            settle();
            if (plan.isFull()) {
                consumer.pause(consumer.assignment());
            } else {
                consumer.resume(consumer.paused());
            }
            launch();
            commit(false);
            gauges.worked(
                    plan.size(),
                    plan.overdue(clock.instant()),
                    !consumer.assignment().isEmpty(),
                    clock.instant());
        }
    }

    private News news(ConsumerRecord<byte[], byte[]> record) {
        try {
            OverQuotaRecord value = values.deserialize(record.topic(), record.value());
            return value == null ? new News.Nothing() : OverQuota.news(value, settings.hub());
        } catch (SerializationException | IllegalArgumentException | ArithmeticException unusable) {
            LOG.warn(
                    "{} partition {} offset {}: nothing to act upon reason={}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    unusable.getMessage());
            return new News.Nothing();
        }
    }

    /** What is no record has an offset too, such as the end of a transaction. */
    private void notePositions() {
        for (TopicPartition partition : consumer.assignment()) {
            try {
                plan.readTo(partition.partition(), consumer.position(partition, Duration.ZERO));
            } catch (TimeoutException notKnownYet) {
                LOG.trace("{}: position not known yet", partition);
            }
        }
    }

    private void launch() {
        for (StopTask task : plan.take(clock.instant(), settings.concurrency() - underWay)) {
            underWay++;
            executor.execute(() -> tried.add(new Tried(task, attempt(task))));
        }
    }

    private Attempt attempt(StopTask task) {
        try {
            return stopper.attempt(task);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            return new Attempt.Again("interrupted", null, task.askedAt());
        } catch (RuntimeException bug) {
            LOG.error("{}: unexpected failure", Stopper.words(task), bug);
            return new Attempt.Again("unexpected failure: " + bug, null, task.askedAt());
        }
    }

    /** Takes in what was tried and written meanwhile. */
    private void settle() {
        for (Tried one = tried.poll(); one != null; one = tried.poll()) {
            switch (one.attempt()) {
                case Attempt.Over(Stop.Outcome outcome, String reason) -> write(one.task(), outcome, reason);
                case Attempt.Again again -> again(one.task(), again);
            }
        }
        for (Written one = written.poll(); one != null; one = written.poll()) {
            if (one.task() == null) {
                plan.reported(one.stop());
            } else {
                underWay--;
                plan.settled(one.task(), one.stop());
            }
        }
        Exception failure = writeFailure.get();
        if (failure != null) {
            throw new KafkaException("a stop was not written: " + failure.getMessage(), failure);
        }
    }

    private void again(StopTask task, Attempt.Again again) {
        underWay--;
        LOG.debug("{}: to be tried again reason={}", Stopper.words(task), again.reason());
        if (plan.again(task, clock.instant(), again.notBefore(), again.askedAt())) {
            LOG.warn("{}: cannot be stopped; it is tried on reason={}", Stopper.words(task), again.reason());
            Stop stop = stop(task, Stop.Outcome.FAILED, "It is tried on: " + again.reason());
            gauges.did(stop.outcome());
            writer.write(stop, () -> written.add(new Written(null, stop)), this::keep);
        }
    }

    private void write(StopTask task, Stop.Outcome outcome, String reason) {
        LOG.info("{}: {} reason={}", Stopper.words(task), outcome, reason);
        gauges.did(outcome);
        Stop stop = stop(task, outcome, reason);
        writer.write(stop, () -> written.add(new Written(task, stop)), this::keep);
    }

    private void keep(Exception failure) {
        writeFailure.compareAndSet(null, failure);
    }

    private Stop stop(StopTask task, Stop.Outcome outcome, String reason) {
        return StopOf.task(task, settings.hub(), outcome, clock.instant(), reason, settings.name());
    }

    private void commit(boolean isLast) {
        long nowNs = System.nanoTime();
        if (!isLast && nowNs - committedNs < COMMIT_EVERY.toNanos()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        plan.resumeAt(clock.instant()).forEach((partition, resume) -> {
            TopicPartition topicPartition = new TopicPartition(Topics.OVER_QUOTA.name(), partition);
            OffsetAndMetadata before = committed.get(topicPartition);
            offsets.put(
                    topicPartition,
                    before != null && before.offset() == resume.offset()
                            ? before
                            : new OffsetAndMetadata(
                                    resume.offset(), resume.since().toString()));
        });
        if (offsets.equals(committed)) {
            return;
        }
        committedNs = nowNs;
        committed = Map.copyOf(offsets);
        if (isLast) {
            consumer.commitSync(offsets, LAST_WAIT);
        } else {
            consumer.commitAsync(offsets, (same, failure) -> {
                if (failure != null) {
                    LOG.debug("not committed, to be tried again reason={}", failure.getMessage());
                    committed = Map.of();
                }
            });
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<Integer> numbers =
                partitions.stream().map(TopicPartition::partition).toList();
        int count = consumer.partitionsFor(Topics.OVER_QUOTA.name()).size();
        Map<TopicPartition, OffsetAndMetadata> known = consumer.committed(Set.copyOf(partitions));
        partitions.forEach(partition -> plan.assigned(
                partition.partition(), ends.getOrDefault(partition, Long.MAX_VALUE), since(known.get(partition))));
        Instant oldest = partitions.stream()
                .map(partition -> since(known.get(partition)))
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH);
        stops.read(numbers, count, lessSkew(oldest), this::noteReported);
        LOG.info("reads partitions {} of {}", numbers, Topics.OVER_QUOTA.name());
    }

    /** What another culler only rehearsed is still to be done. */
    private void noteReported(Stop stop) {
        if (stop.outcome() != Stop.Outcome.WOULD_STOP || stop.culler().equals(settings.name())) {
            plan.reported(stop);
        }
    }

    private static Instant lessSkew(Instant since) {
        return since.equals(Instant.EPOCH) ? since : since.minus(CLOCK_SKEW);
    }

    /** When the oldest thing that is left was called for, as it is kept beside the committed offset. */
    private static Instant since(@Nullable OffsetAndMetadata known) {
        try {
            return known == null ? Instant.EPOCH : Instant.parse(known.metadata());
        } catch (DateTimeException none) {
            return Instant.EPOCH;
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            awaitUnderWay();
            commit(true);
            onPartitionsLost(partitions);
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> plan.revoked(partition.partition()));
        committed = Map.of();
    }

    /** For a while: what is not written down by then, others find stopped already. */
    private void awaitUnderWay() {
        long endNs = System.nanoTime() + LAST_WAIT.toNanos();
        try {
            while (underWay > 0 && System.nanoTime() < endNs) {
                settle();
                TimeUnit.MILLISECONDS.sleep(10);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            awaitUnderWay();
        } catch (KafkaException unwritten) {
            LOG.warn("left without writing down everything reason={}", unwritten.getMessage());
        } finally {
            executor.shutdownNow();
            try {
                consumer.close();
            } finally {
                writer.close();
            }
        }
    }
}
