package io.hubmeter.api.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OwnersTest {
    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 10);
    private final Owners owners = new Owners(
            List.of(URI.create("http://one:8790"), URI.create("http://two:8790"), URI.create("http://three:8790")),
            nowNs::get);

    @Test
    void nobodyIsKnownAtFirst() {
        assertThat(owners.of("account")).isEqualTo(Owners.UNKNOWN);
    }

    @Test
    void whoAnsweredIsKnownByPlaceOrByName() {
        owners.answered("mine", 1, null);
        owners.answered("passed on", 1, "three:8790");
        assertThat(owners.of("mine")).isEqualTo(1);
        assertThat(owners.of("passed on")).isEqualTo(2);
        assertThat(owners.of("another")).isEqualTo(Owners.UNKNOWN);
    }

    /** Instances may tell each other names that callers do not use. */
    @Test
    void aNameThatIsNotOneOfTheInstancesIsNobody() {
        owners.answered("account", 1, null);
        owners.answered("account", 1, "10.0.0.7:8790");
        assertThat(owners.of("account")).isEqualTo(Owners.UNKNOWN);
    }

    @Test
    void whoIsLateIsAvoidedForASecondAndThenAskedAgain() {
        owners.answered("account", 1, null);
        owners.late(1);
        assertThat(owners.of("account")).isEqualTo(Owners.UNKNOWN);
        nowNs.addAndGet(Duration.ofSeconds(1).toNanos() - 1);
        assertThat(owners.of("account")).isEqualTo(Owners.UNKNOWN);
        nowNs.addAndGet(1);
        assertThat(owners.of("account")).isEqualTo(1);
    }
}
