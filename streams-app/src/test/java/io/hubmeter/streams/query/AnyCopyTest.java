package io.hubmeter.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.streams.query.AnyCopy.Age;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who answers a question about one partition, whoever of its holders is late, broken or old. */
@Timeout(120)
class AnyCopyTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Instant FRESH = PlayedGroup.NOW.minusSeconds(1);
    private static final Instant OLD = PlayedGroup.NOW.minusSeconds(11);

    private @Nullable PlayedGroup played;
    private AnyCopy.@Nullable Question question;
    private @Nullable AnyCopy copies;

    @AfterEach
    void close() {
        if (played != null) {
            played.close();
        }
    }

    /** A group whose own copy of what it does not work on was heard at an instant; null if it cannot be read. */
    private PlayedGroup group(@Nullable Instant heardAt) throws IOException {
        PlayedGroup group = new PlayedGroup(heardAt);
        played = group;
        question = copy -> {
            if (heardAt == null || copy == group.active) {
                throw new StateUnavailable("not " + group.name(copy));
            }
            return QueryAnswer.json(PlayedGroup.bytes("own copy"));
        };
        return group;
    }

    private void copies(PlayedGroup group, Duration deadline, Duration hedgeAfter) {
        copies = new AnyCopy(
                group.queries(),
                group.others,
                group.late,
                new ForwardingConfig(deadline, hedgeAfter, LONG, Duration.ofSeconds(10), LONG),
                PlayedGroup.clock());
    }

    private String asked(PlayedGroup group, boolean isForwarded, Age age) throws Exception {
        AnyCopy known = Objects.requireNonNull(copies);
        AnyCopy.Question asked = Objects.requireNonNull(question);
        return group.asked(
                isForwarded,
                call -> PlayedGroup.text(
                        known.answer(call, PlayedGroup.PARTITION, PlayedGroup.REALM, call.target(), age, asked)));
    }

    private String asked(PlayedGroup group) throws Exception {
        return asked(group, false, Age.TOLD);
    }

    @Test
    void whatIsWorkedOnHereIsAnsweredHere() throws Exception {
        PlayedGroup group = group(FRESH).ownedHere().withStandby();
        question = copy -> QueryAnswer.json(PlayedGroup.bytes(group.name(copy)));
        copies(group, LONG, LONG);
        assertThat(asked(group)).isEqualTo("active");
        assertThat(group.standby.asked()).isEmpty();
    }

    @Test
    void theOwnerIsAskedTheSameAndItsAnswerIsPassedOn() throws Exception {
        PlayedGroup group = group(FRESH).owned().withStandby();
        group.owner.says(200, "owner");
        copies(group, LONG, LONG);
        assertThat(asked(group)).isEqualTo("owner");
        assertThat(group.owner.asked()).containsExactly("/query/v1/any?a=1 1 question");
        assertThat(group.standby.asked()).isEmpty();
    }

    /** A refusal is an answer too: the question is wrong, whoever is asked. */
    @Test
    void aRefusalOfTheQuestionIsPassedOn() throws Exception {
        PlayedGroup group = group(FRESH).owned();
        group.owner.says(400, "no such account");
        copies(group, LONG, LONG);
        assertThat(asked(group)).isEqualTo("no such account");
    }

    @Test
    void anOwnerThatCannotTellIsReplacedByTheOwnCopy() throws Exception {
        PlayedGroup group = group(FRESH).owned().withStandby();
        group.owner.says(503, "restoring");
        copies(group, LONG, LONG);
        assertThat(asked(group)).isEqualTo("own copy");
        assertThat(group.standby.asked()).isEmpty();
    }

    @Test
    void anOwnerThatIsGoneIsReplacedByTheOwnCopy() throws Exception {
        PlayedGroup group = group(FRESH).owned();
        group.owner.close();
        copies(group, LONG, LONG);
        assertThat(asked(group)).isEqualTo("own copy");
    }

    @Test
    void anOwnerThatTakesLongerThanAMomentIsNotWaitedForAndAskedLastForAWhile() throws Exception {
        PlayedGroup group = group(FRESH).owned();
        group.owner.holdsBack();
        copies(group, LONG, MOMENT);
        assertThat(asked(group)).isEqualTo("own copy");
        assertThat(group.late.isLate(group.owner.host())).isTrue();
        group.owner.says(200, "owner");
        copies(group, LONG, LONG);
        assertThat(asked(group)).isEqualTo("own copy");
        group.nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(asked(group)).isEqualTo("owner");
    }

    @Test
    void aStandbyIsAskedWhereNeitherTheOwnerNorTheOwnCopyCanTell() throws Exception {
        PlayedGroup group = group(null).owned().withStandby();
        group.owner.says(503, "restoring");
        group.standby.says(200, "standby");
        copies(group, LONG, LONG);
        assertThat(asked(group)).isEqualTo("standby");
    }

    /** The answer that comes first counts, so an owner that was only slow is listened to while a standby is asked. */
    @Test
    void anOwnerThatIsLateStillAnswersIfNobodyElseCan() throws Exception {
        PlayedGroup group = group(null).owned().withStandby();
        group.owner.says(200, "owner");
        group.standby.says(503, "restoring");
        copies(group, LONG, MOMENT);
        assertThat(asked(group)).isEqualTo("owner");
    }

    @Test
    void anOldCopyAnswersOnlyIfNobodyElseDoes() throws Exception {
        PlayedGroup group = group(OLD).owned().withStandby();
        group.owner.says(503, "restoring");
        group.standby.says(200, "standby");
        copies(group, LONG, LONG);
        assertThat(asked(group)).isEqualTo("standby");
        group.standby.says(503, "restoring too");
        assertThat(asked(group)).isEqualTo("own copy");
    }

    @Test
    void anOldCopyGivesNoAnswerThatDoesNotTellItsAge() throws Exception {
        PlayedGroup group = group(OLD).owned();
        group.owner.says(503, "restoring");
        copies(group, LONG, LONG);
        assertThat(asked(group, false, Age.UNTOLD))
                .startsWith("unavailable: partition 3: ")
                .contains("answered 503", "here: copy of partition 3: was heard at " + OLD);
    }

    @Test
    void whatWasPassedOnIsAnsweredHereOrNotAtAll() throws Exception {
        PlayedGroup group = group(FRESH).owned().withStandby();
        group.owner.says(200, "owner");
        copies(group, LONG, LONG);
        assertThat(asked(group, true, Age.TOLD)).isEqualTo("own copy");
        assertThat(group.owner.asked()).isEmpty();
    }

    @Test
    void whoeverHoldsBackTheAnswerIsWaitedForUntilTheDeadlineAndNotLonger() throws Exception {
        PlayedGroup group = group(null).owned().withStandby();
        group.owner.holdsBack();
        group.standby.holdsBack();
        copies(group, Duration.ofMillis(200), MOMENT);
        assertThat(asked(group))
                .startsWith("unavailable: partition 3: ")
                .contains("here: ", String.valueOf(group.owner.host()));
    }

    /** Between two owners there is nobody for a moment; the answer is tried for again. */
    @Test
    void aPartitionThatIsBeingHandedOverIsAskedForAgain() throws Exception {
        PlayedGroup group = group(FRESH).ownedHere();
        int[] tries = {0};
        question = copy -> {
            if (++tries[0] < 4) {
                throw new StateUnavailable("handed over");
            }
            return QueryAnswer.json(PlayedGroup.bytes("after all"));
        };
        copies(group, LONG, LONG);
        assertThat(asked(group)).isEqualTo("after all");
    }
}
