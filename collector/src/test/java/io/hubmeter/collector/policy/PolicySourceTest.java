package io.hubmeter.collector.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.RecordedTopics;
import io.hubmeter.collector.source.FakeTicker;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.collector.source.SourceHealth.State;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicySourceTest {
    private static final String ONE = "grace: 1m\n";
    private static final String TWO = "grace: 2m\n";
    private static final String INVALID = "enforce: true\ngrace: soon\n";
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration OFTEN = Duration.ofMillis(20);

    private Map<String, String> realms = Map.of();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final RecordedTopics topics = new RecordedTopics();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FakeTicker ticker = new FakeTicker();
    private final AtomicLong looks = new AtomicLong();
    private @Nullable Thread thread;
    private @Nullable Exception end;

    @AfterEach
    void stop() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join();
            assertThat(end).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void publishesTheFileToEveryPartition() throws IOException {
        Files.writeString(file(), ONE);
        PolicySource source = start(file(), NEVER);

        awaitPublished(ONE);
        assertThat(topics.policiesByPartition()).isEqualTo(Map.of(0, 1, 1, 1, 2, 1));
        await().untilAsserted(() -> assertThat(source.health().state()).isEqualTo(State.LIVE));
        assertThat(meters.get("hubmeter.collector.events")
                        .tag("op", "policy")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("hubmeter.collector.up").gauge().value()).isEqualTo(1);
    }

    /** Usage would be charged in one realm and limited in another. */
    @Test
    void aPolicyWithOtherRealmsThanTheSettingsIsRefusedAndTheLastOneStays() throws IOException {
        realms = Map.of("teaching", "campus", "lab", "science");
        String agrees = "hubs: { teaching: { realm: campus }, lab: { realm: science }, own: {} }\n";
        put(agrees);
        PolicySource source = start(file(), OFTEN);
        awaitPublished(agrees);

        put("hubs: { lab: { realm: arts }, own: { realm: campus }, teaching: {} }\n");

        assertThat(awaitFailing(source).detail())
                .isEqualTo("policy.yaml:1:1: hubs.lab.realm: found realm 'arts', expected 'science' as in the"
                        + " collector's setting 'realms'; policy.yaml:1:1: hubs.own.realm: found realm 'campus', expected"
                        + " 'own' as in the collector's setting 'realms'; policy.yaml:1:1: hubs.teaching.realm: found realm"
                        + " 'teaching', expected 'campus' as in the collector's setting 'realms'");
        assertPublished(agrees);
    }

    @Test
    void doesNotPublishWhatIsInForceAlready() throws IOException {
        Files.writeString(file(), ONE);
        String hash = hash(ONE);
        PolicySource source = start(file(), OFTEN, () -> Optional.of(hash));

        awaitLooks(source, 3);

        assertThat(topics.policies()).isEmpty();
        assertThat(source.health().state()).isEqualTo(State.LIVE);
    }

    @Test
    void publishesWhatWasEdited() throws IOException {
        Files.writeString(file(), ONE);
        start(file(), NEVER);
        awaitPublished(ONE);

        Files.writeString(file(), TWO);

        awaitPublished(ONE, TWO);
    }

    @Test
    void publishesAFileThatAnEditorPutInItsPlace() throws IOException {
        Files.writeString(file(), ONE);
        start(file(), NEVER);
        awaitPublished(ONE);

        Files.writeString(folder.resolve(".policy.yaml.swp"), TWO);
        Files.move(folder.resolve(".policy.yaml.swp"), file(), StandardCopyOption.ATOMIC_MOVE);

        awaitPublished(ONE, TWO);
    }

    @Test
    void theSameContentIsNotPublishedAgain() throws IOException {
        Files.writeString(file(), ONE);
        PolicySource source = start(file(), OFTEN);
        awaitPublished(ONE);

        Files.writeString(file(), ONE);
        awaitLooks(source, 3);

        assertPublished(ONE);
    }

    @Test
    void anInvalidFileChangesNothingAndIsToldWithItsLine() throws IOException {
        Files.writeString(file(), ONE);
        PolicySource source = start(file(), OFTEN);
        awaitPublished(ONE);

        put(INVALID);
        SourceHealth failing = awaitFailing(source);

        assertThat(failing.detail()).startsWith("policy.yaml:2:8: grace: found 'soon', expected");
        assertThat(failing.heardAt()).isNotNull();
        put(TWO);
        awaitPublished(ONE, TWO);
        await().untilAsserted(() -> assertThat(source.health().state()).isEqualTo(State.LIVE));
        assertThat(source.health().detail()).isNull();
        assertThat(meters.get("hubmeter.collector.policy.invalid").counter().count())
                .isEqualTo(1);
    }

    /** All at once: between the two steps of a plain write the file would be empty, another problem to count. */
    private void put(String content) throws IOException {
        Path aside = Files.writeString(folder.resolve("aside"), content);
        Files.move(aside, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void ofManyProblemsTheFirstAreTold() throws IOException {
        Files.writeString(file(), "a: 1\nb: 1\nc: 1\nd: 1\ne: 1\n");

        assertThat(awaitFailing(start(file(), NEVER)).detail())
                .contains("policy.yaml:1:1", "policy.yaml:2:1", "policy.yaml:3:1")
                .doesNotContain("policy.yaml:4:1")
                .endsWith("; and 2 more");
    }

    @Test
    void returningToTheContentInForcePublishesNothing() throws IOException {
        Files.writeString(file(), ONE);
        PolicySource source = start(file(), NEVER);
        awaitPublished(ONE);

        put(INVALID);
        awaitFailing(source);
        Files.writeString(file(), ONE);
        await().untilAsserted(() -> assertThat(source.health().state()).isEqualTo(State.LIVE));

        assertPublished(ONE);
    }

    @Test
    void aMissingAndAnEmptyFileChangeNothing() throws IOException {
        PolicySource source = start(file(), NEVER);
        assertThat(awaitFailing(source).detail()).contains("found no readable file", "NoSuchFileException");

        Files.writeString(file(), ONE);
        awaitPublished(ONE);
        Files.delete(file());
        await().untilAsserted(() ->
                assertThat(String.valueOf(source.health().detail())).contains("no readable file"));
        Files.createFile(file());
        await().untilAsserted(() ->
                assertThat(String.valueOf(source.health().detail())).contains("policy.yaml:1:1"));
        Files.writeString(file(), TWO);

        awaitPublished(ONE, TWO);
    }

    @Test
    void aFolderThatIsDeletedAndMadeAgainIsWatchedAgain() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path file = inner.resolve("policy.yaml");
        Files.writeString(file, ONE);
        PolicySource source = start(file, OFTEN);
        awaitPublished(ONE);

        Files.delete(file);
        Files.delete(inner);
        awaitFailing(source);
        Files.createDirectory(inner);
        Files.writeString(file, TWO);

        awaitPublished(ONE, TWO);
    }

    /** As the kubelet does: the file is a link through ..data, which is replaced by another link. */
    @Test
    void seesAConfigMapReplaced() throws IOException {
        mount("..2026_01", ONE);
        Files.createSymbolicLink(file(), Path.of("..data", "policy.yaml"));
        start(file(), NEVER);
        awaitPublished(ONE);

        mount("..2026_02", TWO);

        awaitPublished(ONE, TWO);
    }

    @Test
    void looksWhenToldTo() throws IOException {
        Path elsewhere = linkedElsewhere();
        PolicySource source = start(file(), NEVER);
        awaitPublished(ONE);
        Files.writeString(elsewhere, TWO);

        source.reload();

        awaitPublished(ONE, TWO);
    }

    @Test
    void looksNowAndThenWhereNothingIsTold() throws IOException {
        Path elsewhere = linkedElsewhere();
        start(file(), OFTEN);
        awaitPublished(ONE);

        Files.writeString(elsewhere, TWO);

        awaitPublished(ONE, TWO);
    }

    @Test
    void looksOnTheSignalHup() throws IOException, InterruptedException {
        Assumptions.assumeFalse(isHangupIgnored(), "this process was started to ignore the signal HUP, as by nohup");
        Path elsewhere = linkedElsewhere();
        PolicySource source = start(file(), NEVER);
        awaitPublished(ONE);
        Files.writeString(elsewhere, TWO);

        try (Hangup _ = Hangup.listen(source::reload)) {
            long pid = ProcessHandle.current().pid();
            assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(pid))
                            .start()
                            .waitFor())
                    .isZero();

            awaitPublished(ONE, TWO);
        }
    }

    /** A JVM leaves a signal alone that its parent has chosen to ignore; HUP is the first bit of the mask. */
    private static boolean isHangupIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) == 1);
    }

    @Test
    void aFileThatIsBeingWrittenIsReadWhenItIsWhole() throws IOException {
        String rest = "minimumRuntime: 5m\n";
        Files.writeString(file(), ONE);
        ticker.atPause(() -> {
            if (ticker.pauses().size() == 1) {
                append(rest);
            }
        });
        PolicySource source = start(file(), OFTEN);

        awaitLooks(source, 3);

        assertPublished(ONE + rest);
        assertThat(ticker.pauses()).containsExactly(Duration.ofMillis(200), Duration.ofMillis(200));
    }

    @Test
    void aFileThatNeverComesToRestIsNotWaitedForForEver() throws IOException {
        Files.writeString(file(), ONE);
        ticker.atPause(() -> append("# " + looks.incrementAndGet() + "\n"));

        start(file(), NEVER);

        await().until(() -> looks.get() >= 25);
        assertThat(topics.policies()).isEmpty();
    }

    @Test
    void aTopicThatCannotBeWrittenEndsTheRun() throws IOException {
        Files.writeString(file(), ONE);
        topics.refuse();
        PolicySource source = source(file(), NEVER, Optional::empty);

        assertThatThrownBy(() -> source.run(topics.publisher())).isInstanceOf(KafkaException.class);
        assertThat(source.health().state()).isEqualTo(State.FAILING);
    }

    @Test
    void isNamedAfterTheFile() {
        assertThat(source(file(), NEVER, Optional::empty).name()).isEqualTo("policy/policy.yaml");
    }

    private Path file() {
        return folder.resolve("policy.yaml");
    }

    private Path linkedElsewhere() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere")).resolve("target.yaml");
        Files.writeString(elsewhere, ONE);
        Files.createSymbolicLink(file(), elsewhere);
        return elsewhere;
    }

    private void mount(String version, String text) throws IOException {
        Path data = Files.createDirectory(folder.resolve(version));
        Files.writeString(data.resolve("policy.yaml"), text);
        Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(version));
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void append(String text) {
        try {
            Files.writeString(file(), text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private PolicySource start(Path file, Duration lookEvery) {
        return start(file, lookEvery, Optional::empty);
    }

    private PolicySource start(Path file, Duration lookEvery, KnownPolicies known) {
        PolicySource source = source(file, lookEvery, known);
        thread = Thread.ofPlatform().start(() -> {
            try {
                source.run(topics.publisher());
            } catch (Exception e) {
                end = e;
            }
        });
        return source;
    }

    /** Its clock goes on by a second whenever it is asked, so that looks can be told apart. */
    private PolicySource source(Path file, Duration lookEvery, KnownPolicies known) {
        AtomicLong seconds = new AtomicLong();
        return new PolicySource(
                file,
                PolicyFile.DEFAULT_LONGEST_WINDOW,
                realms,
                known,
                () -> FakeTicker.START.plusSeconds(seconds.incrementAndGet()),
                ticker,
                lookEvery,
                meters);
    }

    private static void awaitLooks(PolicySource source, int looks) {
        await().until(() -> source.health().heardAt() != null);
        Instant enough = heardAt(source).plusSeconds(looks);
        await().until(() -> heardAt(source).isAfter(enough));
    }

    private static Instant heardAt(PolicySource source) {
        return Objects.requireNonNullElse(source.health().heardAt(), Instant.MIN);
    }

    private static SourceHealth awaitFailing(PolicySource source) {
        await().until(() -> source.health().state() == State.FAILING);
        return source.health();
    }

    private void awaitPublished(String... texts) {
        await().untilAsserted(() -> assertPublished(texts));
    }

    private void assertPublished(String... texts) {
        List<String> thrice = List.of(texts).stream()
                .flatMap(text -> List.of(text, text, text).stream())
                .toList();
        assertThat(topics.policies()).extracting(PolicyRecord::getText).isEqualTo(thrice);
    }

    private static String hash(String text) {
        return ((PolicyResult.Valid) PolicyFile.parse("policy.yaml", text))
                .policy()
                .hash();
    }
}
