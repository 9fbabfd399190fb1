package io.hubmeter.api.http;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What explains an account's use in {@code [from, to)}.
 *
 * @param entries in the order of their instants
 */
record History(AccountId account, Instant from, Instant to, List<Entry> entries) {

    /** Something that happened at an instant. */
    sealed interface Entry {
        /** When. */
        Instant at();

        /** The meter's rates changed. */
        record Metered(Reading reading) implements Entry {
            @Override
            public Instant at() {
                return reading.at();
            }
        }

        /**
         * An admin recorded something.
         *
         * @param voided what voids it; null if nothing does
         */
        record Recorded(Grant grant, @Nullable Grant voided) implements Entry {
            @Override
            public Instant at() {
                return grant.recordedAt();
            }
        }
    }

    /** All readings, and what of the grants was recorded or counts in the time, with what is said of their voiding. */
    static History of(AccountId account, Instant from, Instant to, List<Reading> readings, List<Grant> grants) {
        List<Entry> entries = new ArrayList<>();
        readings.forEach(reading -> entries.add(new Entry.Metered(reading)));
        for (Grant grant : grants) {
            if (concerns(grant, from, to)) {
                entries.add(new Entry.Recorded(grant, voidOf(grant, grants)));
            }
        }
        entries.sort(Comparator.comparing(Entry::at));
        return new History(account, from, to, List.copyOf(entries));
    }

    private static boolean concerns(Grant grant, Instant from, Instant to) {
        Instant until = grant.until();
        boolean isRecordedThen =
                !grant.recordedAt().isBefore(from) && grant.recordedAt().isBefore(to);
        boolean countsThen =
                grant.kind() != Grant.Kind.VOID && grant.from().isBefore(to) && (until == null || from.isBefore(until));
        return isRecordedThen || countsThen;
    }

    private static @Nullable Grant voidOf(Grant grant, List<Grant> grants) {
        return grants.stream()
                .filter(other -> other.kind() == Grant.Kind.VOID
                        && grant.kind() != Grant.Kind.VOID
                        && other.id().equals(grant.id()))
                .findFirst()
                .orElse(null);
    }
}
