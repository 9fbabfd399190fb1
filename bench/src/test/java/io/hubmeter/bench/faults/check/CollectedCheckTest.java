package io.hubmeter.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.faults.check.Booked.Moment;
import io.hubmeter.bench.faults.check.Booked.Start;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is taken for wrong, by examples. The pod was bound at 10 s, ended at 30 s and was removed at 32 s. */
final class CollectedCheckTest {
    private static final Booked POD = new Booked(
            "a",
            Told.ACCOUNT,
            9_000,
            new Start(10_000, new Moment(10_200, 10_300)),
            30_000L,
            new Moment(30_500, 30_600),
            new Moment(32_000, 32_100));

    private static Told running() {
        return new Told()
                .listing(1, 1_000)
                .listed(1, 1_001)
                .heard(9_000)
                .pod("a", 1, 10_400, 1, 10_000L, null)
                .heard(20_000);
    }

    private static String wrongs(Told told, Booked... book) {
        Wrong wrong = new Wrong();
        new CollectedCheck(told.records(), wrong, at -> false).check(List.of(book));
        return wrong.text();
    }

    @Test
    void whatWasToldIsRight() {
        assertThat(wrongs(running().pod("a", 2, 30_700, 1, 10_000L, 30_000L).heard(31_000), POD))
                .isEmpty();
    }

    @Test
    void anEndThatNobodyToldIsWrong() {
        assertThat(wrongs(running().heard(40_000), POD)).contains("ends: 1 wrong", "found that it runs");
    }

    @Test
    void anotherEndIsWrong() {
        assertThat(wrongs(running().pod("a", 2, 30_700, 1, 10_000L, 29_000L), POD))
                .contains("ends: 1 wrong", "expected another end");
    }

    @Test
    void anotherStartIsWrong() {
        assertThat(wrongs(new Told().pod("a", 2, 30_700, 1, 11_000L, 30_000L), POD))
                .contains("starts: 1 wrong");
    }

    @Test
    void aPodThatIsNotToldIsLost() {
        assertThat(wrongs(new Told().heard(40_000), POD)).contains("pods lost or invented: 1 wrong");
    }

    @Test
    void aPodThatThereWasNotIsInvented() {
        assertThat(wrongs(running())).contains("pods lost or invented: 1 wrong");
    }

    @Test
    void anEstimatedEndIsRightOnlyWhereNobodyCanHaveSeenIt() {
        Told gap = running().listing(2, 40_000).listed(2, 40_010).heard(41_000);
        assertThat(wrongs(gap, POD)).isEmpty();

        Told watched =
                running().heard(33_000).listing(2, 40_000).listed(2, 40_010).heard(41_000);
        assertThat(wrongs(watched, POD)).contains("ends: 1 wrong", "it ended in no gap");
    }

    @Test
    void aHeartbeatThatIsLaterThanWhatWasToldIsWrong() {
        assertThat(wrongs(running().heard(35_000).pod("a", 2, 36_000, 1, 10_000L, 30_000L), POD))
                .contains("heartbeats: 1 wrong");
    }

    @Test
    void aListWithoutAPodThatThereIsIsWrong() {
        Told list = running().listing(2, 21_000).listed(2, 21_010).pod("a", 2, 30_700, 1, 10_000L, 30_000L);
        assertThat(wrongs(list, POD)).contains("lists: 1 wrong", "found it not listed");
    }

    @Test
    void aListWithAPodThatIsGoneIsWrong() {
        Told list = running()
                .pod("a", 2, 30_700, 1, 10_000L, 30_000L)
                .listing(2, 40_000)
                .read("a", 2, 40_005, 1, 10_000, 2)
                .listed(2, 40_010);
        assertThat(wrongs(list, POD)).contains("lists: 1 wrong", "found it listed");
    }
}
