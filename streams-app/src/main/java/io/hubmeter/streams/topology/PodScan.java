package io.hubmeter.streams.topology;

import io.hubmeter.streams.state.PodKeys;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/** Reads pods out of a range of the pod store. */
final class PodScan {
    private PodScan() {}

    static List<OpenPod> of(
            KeyValueIterator<Bytes, PodHistoryRecord> range, Predicate<PodHistoryRecord> wanted, int most) {
        List<OpenPod> pods = new ArrayList<>();
        try (range) {
            while (range.hasNext() && pods.size() < most) {
                KeyValue<Bytes, PodHistoryRecord> next = range.next();
                if (wanted.test(next.value)) {
                    pods.add(new OpenPod(PodKeys.account(next.key), PodKeys.uid(next.key), next.value));
                }
            }
        }
        return pods;
    }
}
