package io.hubmeter.streams.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.streams.query.RestoreProgress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RestoreTimesTest {
    private static final TopicPartition FIRST = new TopicPartition("app-meters-changelog", 0);
    private static final TopicPartition SECOND = new TopicPartition("app-meters-changelog", 1);

    private final Logger logger = (Logger) LoggerFactory.getLogger(RestoreTimes.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final AtomicLong nowNs = new AtomicLong();
    private final ProcessMetrics process = ProcessMetrics.start();
    private final RestoreTimes restores = new RestoreTimes(process, nowNs::get);

    @BeforeEach
    void listen() {
        log.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        logger.detachAppender(log);
        logger.setLevel(null);
        process.close();
    }

    @Test
    void whatIsLeftIsToldUntilTheEnd() {
        restores.onRestoreStart(FIRST, "meters", 100, 1_100);
        restores.onRestoreStart(SECOND, "meters", 0, 500);
        restores.onBatchRestored(FIRST, "meters", 400, 300);
        assertThat(restores.progress()).isEqualTo(new RestoreProgress(2, 1_500, 1_200));
        assertThat(scrape()).contains("hubmeter_restore_left_records{store=\"meters\"} 1200");
        restores.onRestoreEnd(FIRST, "meters", 1_000);
        restores.onRestoreSuspended(SECOND, "meters", 0);
        assertThat(restores.progress()).isEqualTo(RestoreProgress.NONE);
        assertThat(scrape()).contains("hubmeter_restore_left_records{store=\"meters\"} 0");
    }

    @Test
    void itIsLoggedAtTheStartEveryTenSecondsAndAtTheEnd() {
        restores.onRestoreStart(FIRST, "meters", 0, 10_000);
        for (int second = 1; second <= 21; second++) {
            nowNs.set(Duration.ofSeconds(second).toNanos());
            restores.onBatchRestored(FIRST, "meters", 0, 400);
        }
        restores.onRestoreEnd(FIRST, "meters", 8_400);
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "restoring begins, store=meters partition=0 left=10000",
                        "restoring goes on, store=meters partition=0 records=4000 left=6000 rate=400/s",
                        "restoring goes on, store=meters partition=0 records=8000 left=2000 rate=400/s",
                        "restoring ends, store=meters partition=0 records=8400 rate=400/s");
    }

    @Test
    void aStoreWithNothingToReadIsNotLogged() {
        restores.onRestoreStart(FIRST, "meters", 7, 7);
        restores.onRestoreEnd(FIRST, "meters", 0);
        assertThat(log.list).isEmpty();
    }

    private String scrape() {
        return new String(process.scrape(), StandardCharsets.UTF_8);
    }
}
