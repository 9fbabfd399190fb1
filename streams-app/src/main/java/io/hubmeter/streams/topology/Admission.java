package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.wire.Pods;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a change of a pod must be like before anything of it may reach a store. */
public sealed interface Admission {
    /** How much later than its observation an event may claim to have happened: clocks differ a little. */
    Duration CLOCK_SKEW = Duration.ofMinutes(5);
    /** Ten petabytes, in micro-units: no pod holds more of anything, and a century of it still fits the schemas. */
    BigInteger GREATEST_RATE = BigInteger.TEN.pow(22);

    /** The greatest rate held through a century: no limit needs a greater change. */
    BigInteger GREATEST_AMOUNT = GREATEST_RATE.multiply(BigInteger.valueOf(36_525L * 86_400_000L));
    /** No grant says anything of a later instant. */
    Instant LAST_INSTANT = Instant.parse("9999-12-31T23:59:59.999Z");

    /** Fit to be metered. */
    record Accepted(AccountId account, PodState pod, PodObservation observation) implements Admission {}

    /** Not fit. */
    record Refused(RejectReason reason, String message) implements Admission {}

    /** Checks one change. */
    static Admission check(@Nullable String key, PodRecord change) {
        Optional<PodState> state = Pods.state(change);
        if (state.isEmpty()) {
            return new Refused(
                    RejectReason.EMPTY_CHANGE,
                    "op %s: found neither before nor after, expected one of them".formatted(change.getOp()));
        }
        PodState pod = state.get();
        AccountId account;
        PodObservation observation;
        try {
            account = AccountId.parse(key == null ? "" : key);
            observation = Pods.observation(change, pod);
        } catch (IllegalArgumentException e) {
            return new Refused(RejectReason.BAD_ACCOUNT, String.valueOf(e.getMessage()));
        } catch (ArithmeticException e) {
            return new Refused(
                    RejectReason.ABSURD_RATE,
                    "rates: found %s, expected at most six decimals".formatted(pod.getRates()));
        }
        if (!account.user().equals(pod.getUser())) {
            return new Refused(
                    RejectReason.BAD_ACCOUNT,
                    "user: found '%s', expected that of the key, '%s'".formatted(pod.getUser(), account.user()));
        }
        Refused refused = refusal(observation);
        return refused == null ? new Accepted(account, pod, observation) : refused;
    }

    private static @Nullable Refused refusal(PodObservation observation) {
        if (observation.rates().asMap().values().stream()
                .anyMatch(rate -> rate.signum() < 0 || rate.compareTo(GREATEST_RATE) > 0)) {
            return new Refused(
                    RejectReason.ABSURD_RATE,
                    "rates: found %s, expected 0 to %s micro-units each".formatted(observation.rates(), GREATEST_RATE));
        }
        Instant latest = observation.observedAt().plus(CLOCK_SKEW);
        Optional<Instant> future =
                instants(observation).filter(at -> at.isAfter(latest)).findFirst();
        if (future.isPresent()) {
            return new Refused(
                    RejectReason.IN_THE_FUTURE,
                    "found %s, expected at most %s, five minutes after it was observed"
                            .formatted(future.get(), latest));
        }
        Optional<Instant> ancient =
                instants(observation).filter(at -> at.isBefore(Instant.EPOCH)).findFirst();
        if (ancient.isPresent()) {
            return new Refused(RejectReason.BEFORE_EPOCH, "found %s, expected 1970 or later".formatted(ancient.get()));
        }
        Instant start = observation.scheduledAt();
        Instant end = observation.end();
        if (start != null && end != null && end.isBefore(start)) {
            return new Refused(
                    RejectReason.END_BEFORE_START,
                    "endedAt: found %s, expected scheduledAt %s or later".formatted(end, start));
        }
        return null;
    }

    private static Stream<Instant> instants(PodObservation observation) {
        return Stream.of(
                        observation.observedAt(),
                        observation.scheduledAt(),
                        observation.ratesAt(),
                        observation.endedAt())
                .flatMap(Stream::ofNullable);
    }
}
