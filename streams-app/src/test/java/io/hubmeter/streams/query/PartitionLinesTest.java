package io.hubmeter.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whose lines are written, and that no line is ever written of two copies. */
@Timeout(120)
class PartitionLinesTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Instant FRESH = PlayedGroup.NOW.minusSeconds(1);
    private static final Instant OLD = PlayedGroup.NOW.minusSeconds(11);

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    private final List<String> written = new ArrayList<>();
    private @Nullable PlayedGroup played;

    @AfterEach
    void close() {
        watch.shutdownNow();
        if (played != null) {
            played.close();
        }
    }

    private PlayedGroup group(@Nullable Instant heardAt) throws IOException {
        PlayedGroup group = new PlayedGroup(heardAt);
        played = group;
        return group;
    }

    /** Only the copy here that is not worked on can be read, if any. */
    private static PartitionLines.Question own(PlayedGroup group) {
        return copy -> {
            if (copy == group.active) {
                throw new StateUnavailable("not active");
            }
            return Stream.of("own", "copy").map(PlayedGroup::bytes);
        };
    }

    private String asked(
            PlayedGroup group,
            boolean isForwarded,
            Duration deadline,
            Duration scanDeadline,
            PartitionLines.Question question)
            throws Exception {
        PartitionLines lines = new PartitionLines(
                group.queries(),
                group.others,
                group.late,
                new ForwardingConfig(deadline, LONG, LONG, Duration.ofSeconds(10), scanDeadline),
                PlayedGroup.clock(),
                watch);
        return group.asked(isForwarded, call -> {
            lines.write(
                    call,
                    PlayedGroup.PARTITION,
                    call.targetFor(PlayedGroup.PARTITION),
                    question,
                    line -> written.add(new String(line, StandardCharsets.UTF_8)));
            return "whole";
        });
    }

    private String asked(PlayedGroup group) throws Exception {
        return asked(group, false, LONG, LONG, own(group));
    }

    @Test
    void whatIsWorkedOnHereIsWrittenFromHere() throws Exception {
        PlayedGroup group = group(FRESH).ownedHere().withStandby();
        assertThat(asked(group, false, LONG, LONG, copy -> Stream.of(PlayedGroup.bytes(group.name(copy)))))
                .isEqualTo("whole");
        assertThat(written).containsExactly("active");
    }

    @Test
    void theOwnersLinesArePassedOn() throws Exception {
        PlayedGroup group = group(FRESH).owned();
        group.owner.says(200, "one\ntwo\n");
        assertThat(asked(group)).isEqualTo("whole");
        assertThat(written).containsExactly("one", "two");
        assertThat(group.owner.asked()).containsExactly("/query/v1/any?a=1&partition=3 1 question");
    }

    @Test
    void noLinesAreAWholeAnswer() throws Exception {
        PlayedGroup group = group(FRESH).owned();
        group.owner.says(200, "");
        assertThat(asked(group)).isEqualTo("whole");
        assertThat(written).isEmpty();
    }

    @Test
    void anOwnerThatCannotTellIsReplacedByTheOwnCopy() throws Exception {
        PlayedGroup group = group(FRESH).owned();
        group.owner.says(503, "restoring\n");
        assertThat(asked(group)).isEqualTo("whole");
        assertThat(written).containsExactly("own", "copy");
    }

    @Test
    void anAnswerThatBreaksOffBeforeItsFirstLineIsReplacedByAnother() throws Exception {
        PlayedGroup group = group(null).owned().withStandby();
        group.owner.breaksOffAfter("half a li");
        group.standby.says(200, "standby\n");
        assertThat(asked(group)).isEqualTo("whole");
        assertThat(written).containsExactly("standby");
    }

    /** The lines of two copies need not be the same ones, so they are never mixed. */
    @Test
    void anAnswerThatBreaksOffAfterALineIsNotGoneOnWithByAnother() throws Exception {
        PlayedGroup group = group(FRESH).owned().withStandby();
        group.owner.breaksOffAfter("one\nhalf a li");
        group.standby.says(200, "standby\n");
        assertThat(asked(group)).startsWith("unavailable: partition 3: ").contains("its answer broke off");
        assertThat(written).containsExactly("one");
        assertThat(group.standby.asked()).isEmpty();
    }

    @Test
    void aLastLineWithoutAnEndIsNoLine() throws Exception {
        PlayedGroup group = group(FRESH).owned();
        group.owner.says(200, "one\ntw");
        assertThat(asked(group)).contains("found part of a line");
        assertThat(written).containsExactly("one");
    }

    @Test
    void anOwnerThatHoldsBackItsAnswerIsLeftAtTheDeadline() throws Exception {
        PlayedGroup group = group(FRESH).owned();
        group.owner.holdsBack();
        assertThat(asked(group, false, SHORT, LONG, own(group))).isEqualTo("whole");
        assertThat(written).containsExactly("own", "copy");
        assertThat(group.late.isLate(group.owner.host())).isTrue();
    }

    @Test
    void anOwnerThatWasLateIsAskedLast() throws Exception {
        PlayedGroup group = group(FRESH).owned();
        group.owner.says(200, "one\n");
        group.late.late(group.owner.host());
        assertThat(asked(group)).isEqualTo("whole");
        assertThat(written).containsExactly("own", "copy");
        assertThat(group.owner.asked()).isEmpty();
    }

    @Test
    void anAnswerThatStallsIsCutAtItsDeadline() throws Exception {
        PlayedGroup group = group(FRESH).owned();
        group.owner.stallsAfter("one\n");
        assertThat(asked(group, false, LONG, SHORT, own(group))).contains("its answer broke off");
        assertThat(written).containsExactly("one");
    }

    @Test
    void anOldCopyHereIsNotWritten() throws Exception {
        PlayedGroup group = group(OLD).owned();
        group.owner.says(503, "");
        assertThat(asked(group, false, SHORT, LONG, own(group))).contains("was heard at " + OLD);
        assertThat(written).isEmpty();
    }

    @Test
    void whatWasPassedOnIsWrittenFromHereOrNotAtAll() throws Exception {
        PlayedGroup group = group(FRESH).owned().withStandby();
        group.owner.says(200, "one\n");
        assertThat(asked(group, true, LONG, LONG, own(group))).isEqualTo("whole");
        assertThat(written).containsExactly("own", "copy");
        assertThat(group.owner.asked()).isEmpty();
    }

    @Test
    void aCopyHereThatBreaksOffAfterALineIsNotBegunAgain() throws Exception {
        PlayedGroup group = group(FRESH).ownedHere().withStandby();
        group.standby.says(200, "standby\n");
        PartitionLines.Question question = copy -> Stream.of("one", "two").map(line -> {
            if (line.equals("two")) {
                throw new StateUnavailable("handed over");
            }
            return PlayedGroup.bytes(line);
        });
        assertThat(asked(group, false, LONG, LONG, question)).contains("handed over");
        assertThat(written).containsExactly("one");
    }
}
