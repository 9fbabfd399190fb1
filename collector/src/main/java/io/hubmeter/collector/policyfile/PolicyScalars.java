package io.hubmeter.collector.policyfile;

import io.hubmeter.collector.notation.DurationText;
import io.hubmeter.collector.problem.NearestWord;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.UnknownIs;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads single words and durations; what is not acceptable becomes a problem and counts as not written. */
final class PolicyScalars {
    static final List<String> COMBINATIONS = List.of("max", "min", "sum");
    static final List<String> UNKNOWNS = List.of("permit", "deny");
    private static final List<String> BOOLEANS = List.of("true", "false");

    private final Problems problems;

    PolicyScalars(Problems problems) {
        this.problems = problems;
    }

    Combination combination(@Nullable Place place, Combination fallback) {
        String word = word(place, COMBINATIONS, "max, min or sum");
        return word == null ? fallback : Combination.valueOf(word.toUpperCase(Locale.ROOT));
    }

    @Nullable
    UnknownIs unknown(@Nullable Place place) {
        String word = word(place, UNKNOWNS, "permit or deny");
        return word == null ? null : UnknownIs.valueOf(word.toUpperCase(Locale.ROOT));
    }

    boolean truth(@Nullable Place place, boolean fallback) {
        String word = word(place, BOOLEANS, "true or false");
        return word == null ? fallback : word.equals("true");
    }

    private @Nullable String word(@Nullable Place place, List<String> known, String expected) {
        if (place == null) {
            return null;
        }
        String text = place.text();
        if (text == null || !known.contains(text)) {
            place.refuse(problems, expected, text == null ? null : NearestWord.to(text, known));
            return null;
        }
        return text;
    }

    Duration duration(@Nullable Place place, Duration fallback, Duration least, Duration most) {
        if (place == null) {
            return fallback;
        }
        Optional<Duration> written = Optional.ofNullable(place.text()).flatMap(DurationText::parse);
        if (written.isEmpty()) {
            place.refuse(problems, DurationText.EXPECTED);
            return fallback;
        }
        if (written.get().compareTo(least) < 0 || written.get().compareTo(most) > 0) {
            place.refuse(problems, "%s to %s".formatted(DurationText.of(least), DurationText.of(most)));
            return fallback;
        }
        return written.get();
    }
}
