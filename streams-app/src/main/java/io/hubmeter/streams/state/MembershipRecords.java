package io.hubmeter.streams.state;

import io.hubmeter.core.usage.Course;
import io.hubmeter.core.usage.Since;
import io.hubmeter.streams.state.avro.MembershipRecord;
import io.hubmeter.streams.state.avro.MembershipsRecord;
import java.util.List;

/** Groups over time as the store {@code memberships} holds them. */
public final class MembershipRecords {
    private MembershipRecords() {}

    /** The record of an account's groups. */
    public static MembershipsRecord record(Course<List<String>> memberships) {
        return new MembershipsRecord(memberships.entries().stream()
                .map(entry -> new MembershipRecord(entry.from(), entry.value()))
                .toList());
    }

    /** The groups of a record. */
    public static Course<List<String>> memberships(MembershipsRecord record) {
        return new Course<>(record.getEntries().stream()
                .map(entry -> new Since<>(entry.getFrom(), List.copyOf(entry.getGroups())))
                .toList());
    }
}
