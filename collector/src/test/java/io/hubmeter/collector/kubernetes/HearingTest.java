package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.source.FakeTicker;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HearingTest {
    private final FakeTicker ticker = new FakeTicker();
    private final Hearing hearing = new Hearing(
            ticker::instant, ticker, new Pulse(() -> ticker.elapsed().toNanos()));

    private static WatchStream stream() {
        return new WatchStream(new ByteArrayInputStream(new byte[0]));
    }

    @Test
    void aProcessThatRunsSaysUpToWhenItHasHeardEverything() {
        hearing.began(stream(), true);
        ticker.advance(Pulse.STOPPED);

        assertThat(hearing.until()).isEqualTo(ticker.instant());
    }

    /** What happened while it was stopped waits in the connection: "everything up to now" would not be true. */
    @Test
    void aProcessThatWasStoppedSaysNothingUntilAnotherWatchHasBegun() {
        hearing.began(stream(), true);
        ticker.advance(Duration.ofSeconds(10));

        assertThat(hearing.until()).isNull();
        assertThat(hearing.takeReason("broken")).isEqualTo("stopped");

        hearing.began(stream(), true);
        assertThat(hearing.until()).isEqualTo(ticker.instant());
    }

    /** Whoever looks first after the stop: nobody says more than was heard. */
    @Test
    void theStopIsNoticedByWhoeverLooksFirst() {
        hearing.began(stream(), true);
        ticker.advance(Duration.ofSeconds(10));
        hearing.breakOffIfStopped();

        assertThat(hearing.until()).isNull();
    }
}
