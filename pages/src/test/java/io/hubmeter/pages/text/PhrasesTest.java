package io.hubmeter.pages.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhrasesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-11-17T10:34:07.250Z");
    private static final Phrases ENGLISH = new Phrases(Locale.UK, BERLIN, NOW);

    @ParameterizedTest
    @CsvSource({
        "PT0S, less than 1 min",
        "PT59.999S, less than 1 min",
        "PT1M, 1 min",
        "PT89M59S, 89 min",
        "PT90M, 1 h 30 min",
        "PT2H, 2 h",
        "PT9H59M, 9 h 59 min",
        "PT10H1M, 10 h",
        "PT47H59M, 47 h",
        "PT48H, 2 days",
        "PT76H59M, 3 days 4 h",
    })
    void aLengthOfTimeGetsCoarserAsItGrows(Duration duration, String words) {
        assertThat(Phrases.duration(duration)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"PT720H, 30 days", "PT24H, day", "PT12H, 12 hours", "PT1H, hour", "PT90M, 90 minutes", "PT168H, 7 days"
    })
    void windowsAreToldInTheirLargestWholeUnit(Duration window, String words) {
        assertThat(Phrases.window(window)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-17T13:02:30Z | today at 14:02",
                "2026-11-17T22:59:59Z | today at 23:59",
                "2026-11-17T23:00:00Z | tomorrow at 00:00",
                "2026-11-16T23:00:00Z | today at 00:00",
                "2026-11-16T22:59:00Z | yesterday at 23:59",
                "2026-11-19T07:25:00Z | Thu 19 Nov, 08:25",
                "2028-01-01T07:25:00Z | Sat 1 Jan 2028, 08:25",
            })
    void instantsAreToldFromTodayInTheZoneOfTheReader(Instant instant, String words) {
        assertThat(ENGLISH.at(instant)).isEqualTo(new Exact(words, instant.toString()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-11-17T13:02:00Z | today from 14:02",
                "2026-11-17T13:02:00.001Z | today from 14:03",
                "2026-11-17T22:59:30Z | tomorrow, Wed 18 Nov, from 00:00",
                "2026-11-19T07:25:00Z | Thu 19 Nov, from 08:25",
            })
    void whatCanBeDoneFromAnInstantOnIsRoundedUp(Instant instant, String words) {
        assertThat(ENGLISH.from(instant).words()).isEqualTo(words);
    }

    @Test
    void daysBeginLines() {
        assertThat(ENGLISH.day(NOW)).isEqualTo("Today");
        assertThat(ENGLISH.day(NOW.plus(Duration.ofDays(1)))).isEqualTo("Tomorrow, Wed 18 Nov");
        assertThat(ENGLISH.day(NOW.plus(Duration.ofDays(2)))).isEqualTo("Thu 19 Nov");
        assertThat(ENGLISH.seconds(NOW).words()).isEqualTo("11:34:07");
        assertThat(ENGLISH.clock(NOW).words()).isEqualTo("11:34");
    }

    @Test
    void amountsHaveOneDecimalAndAreExactOnDemand() {
        BigInteger amount = Resource.MEMORY.amountOf(new BigDecimal("1250.1234"));
        assertThat(ENGLISH.amount(Resource.MEMORY, amount))
                .isEqualTo(new Exact("1,250.1 GiB-hours", "1,250.1234 GiB-hours"));
        assertThat(new Phrases(Locale.GERMANY, BERLIN, NOW)
                        .amount(Resource.MEMORY, amount)
                        .words())
                .isEqualTo("1.250,1 GiB-hours");
        assertThat(ENGLISH.number(Resource.GPU, BigInteger.ZERO)).isEqualTo("0.0");
        assertThat(ENGLISH.number(Resource.GPU, BigInteger.ONE)).isEqualTo("<0.01");
        assertThat(ENGLISH.number(Resource.GPU, Resource.GPU.amountOf(new BigDecimal("0.034"))))
                .isEqualTo("0.03");
        assertThat(ENGLISH.number(Resource.GPU, Resource.GPU.amountOf(new BigDecimal("0.2"))))
                .isEqualTo("0.2");
        assertThat(ENGLISH.limit(Resource.GPU, Resource.GPU.amountOf(new BigDecimal("0.5"))))
                .isEqualTo("0.5");
        assertThat(ENGLISH.limit(Resource.GPU, Resource.GPU.amountOf(BigDecimal.valueOf(60))))
                .isEqualTo("60");
    }

    @Test
    void aSizeNamesWhatPeopleLookAtFirst() {
        Quantities rates = Quantities.of(Map.of(
                Resource.MEMORY,
                Resource.MEMORY.rateOf(BigDecimal.valueOf(4)),
                Resource.CPU,
                Resource.CPU.rateOf(new BigDecimal("0.5")),
                new Resource("example.com/nic"),
                BigInteger.valueOf(3_000_000),
                Resource.GPU,
                Resource.GPU.rateOf(BigDecimal.ONE)));
        assertThat(ENGLISH.size(rates)).isEqualTo("0.5 CPU · 4 GiB · 1 GPU · 3 example.com/nic");
        assertThat(ENGLISH.rate(Resource.MEMORY, BigInteger.ONE)).isEqualTo("<0.01 GiB");
    }

    @Test
    void nothingIsAHundredPercentBeforeItIsUsedUp() {
        BigInteger limit = BigInteger.valueOf(1000);
        assertThat(Phrases.percent(BigInteger.valueOf(999), limit)).isEqualTo(99);
        assertThat(Phrases.percent(limit, limit)).isEqualTo(100);
        assertThat(Phrases.percent(BigInteger.valueOf(1_500), limit)).isEqualTo(150);
        assertThat(Phrases.percent(BigInteger.ZERO, BigInteger.ZERO)).isZero();
        assertThat(Phrases.percent(BigInteger.ONE, BigInteger.ZERO)).isEqualTo(100);
    }
}
