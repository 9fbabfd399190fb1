package io.hubmeter.streams.hot;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.streams.hot.HotAccount.Meter;
import io.hubmeter.streams.hot.HotAccount.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HotAccountTest {
    private static final long SEED = 20_261_123;
    private static final int STEP_MS = 10;
    private static final int SPANS = 100;

    @Test
    void theSpanThatHoldsAnInstantIsFoundWhateverTheOrderInWhichTheyWereRead() {
        List<Span> spans = new ArrayList<>(Stream.concat(
                        Stream.of(new Span(null, at(0))),
                        IntStream.range(0, SPANS).mapToObj(HotAccountTest::span))
                .toList());
        Collections.shuffle(spans, new Random(SEED));
        Meter meter = new Meter(reading(SPANS), List.of());
        for (Span span : spans) {
            meter = meter.plus(span);
        }
        for (int i = 0; i < SPANS; i++) {
            assertThat(meter.at(at(i))).isEqualTo(span(i));
            assertThat(meter.at(at(i + 1).minusMillis(1))).isEqualTo(span(i));
        }
        assertThat(meter.at(at(0).minusMillis(1))).isEqualTo(new Span(null, at(0)));
        assertThat(meter.at(at(SPANS))).isNull();
    }

    @Test
    void whatWasNotReadIsNotFound() {
        Meter meter = new Meter(reading(9), List.of()).plus(span(5)).plus(span(1));
        for (int i : new int[] {0, 2, 4, 6}) {
            assertThat(meter.at(at(i))).isNull();
        }
    }

    @Test
    void theSpansOfAnAccountAreBounded() {
        Meter meter = new Meter(reading(0), List.of());
        for (int i = 0; i < 1_000; i++) {
            meter = meter.plus(span(i));
            assertThat(meter.at(at(i))).isEqualTo(span(i));
            assertThat(meter.spans()).hasSizeLessThanOrEqualTo(128);
        }
    }

    @Test
    void theReadingsOfAllAccountsTogetherAreBounded() {
        HotAccounts hot = new HotAccounts(50);
        HotPartition here = new HotPartition();
        hot.begin(0, here);
        Meter meter = new Meter(
                reading(9), IntStream.range(0, 8).mapToObj(HotAccountTest::span).toList());
        int accounts = 1_000;
        for (int i = 0; i < accounts; i++) {
            AccountId account = account(i);
            assertThat(hot.put(0, account, new HotAccount(here, hot.number(account), meter, List.of())))
                    .isTrue();
        }
        hot.settle();
        assertThat(IntStream.range(0, accounts)
                        .mapToObj(i -> known(hot, here, account(i)))
                        .filter(java.util.Objects::nonNull))
                .hasSizeBetween(1, 5);
    }

    private static @Nullable HotAccount known(HotAccounts hot, HotPartition here, AccountId account) {
        return hot.get(account, here, hot.number(account));
    }

    private static AccountId account(int number) {
        return new AccountId("hub", "user-" + number);
    }

    private static Span span(int number) {
        return new Span(reading(number), at(number + 1));
    }

    private static Reading reading(int number) {
        return new Reading(at(number), Quantities.ZERO, Quantities.ZERO, Quantities.ZERO, 0, 2L * number, 0, false);
    }

    private static Instant at(int number) {
        return Instant.ofEpochMilli((long) STEP_MS * number);
    }
}
