package io.hubmeter.bench.faults.check;

import io.hubmeter.schemas.Topics;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Laws 1, 2, 4 and 7 in the output topics: readings and rows of usage say what the pods used, each change of them once. */
public final class OutputCheck {
    private static final String LAW = "laws 1, 2, 4 (usage)";
    private static final String ONCE = "law 7 (revisions)";
    private static final List<String> RESOURCES = List.of("cpu", "memory", "gpu");

    private final TopicReader reader;
    private final Input input;
    private final Wrong wrong;
    private int checked;

    /** A check against what was told; what is wrong is noted. */
    public OutputCheck(TopicReader reader, Input input, Wrong wrong) {
        this.reader = reader;
        this.input = input;
        this.wrong = wrong;
    }

    /** How many records were looked at. */
    public int checked() {
        return checked;
    }

    /** The newest record of each instant or period of each account, all revisions having come in order. */
    private Map<String, Map<Long, Written>> newest(String topic, String at) throws IOException {
        Map<String, Map<Long, Written>> newest = new HashMap<>();
        for (Written record : reader.read(topic)) {
            checked++;
            Written before =
                    newest.computeIfAbsent(record.key(), key -> new TreeMap<>()).put(record.number(at), record);
            long expected = before == null ? 0 : before.number("revision") + 1;
            if (record.number("revision") != expected) {
                wrong.add(
                        ONCE,
                        "%s, %s at %d, offset %d/%d: found revision %d, expected %d"
                                .formatted(
                                        topic,
                                        record.key(),
                                        record.number(at),
                                        record.partition(),
                                        record.offset(),
                                        record.number("revision"),
                                        expected));
            }
        }
        for (String account : newest.keySet()) {
            if (input.account(account) == null) {
                wrong.add(LAW, "%s: found %s, expected only accounts that have pods".formatted(topic, account));
            }
        }
        return newest;
    }

    /** Looks at every reading. */
    public void checkReadings() throws IOException {
        Map<String, Map<Long, Written>> readings = newest(Topics.READINGS.name(), "at");
        for (AccountPast past : input.accounts()) {
            Map<Long, Written> told = readings.getOrDefault(past.account(), Map.of());
            told.forEach((at, reading) -> checkReading(past, at, reading));
            Set<Long> expected = new HashSet<>();
            for (String resource : RESOURCES) {
                Curve curve = past.last().curve(resource);
                for (long change : curve.changes()) {
                    if (!curve.rate(change).equals(curve.rate(change - 1))) {
                        expected.add(change);
                    }
                }
            }
            expected.removeAll(told.keySet());
            if (!expected.isEmpty()) {
                wrong.add(
                        LAW,
                        "%s: found no reading at %s, expected one at each change".formatted(past.account(), expected));
            }
        }
    }

    private void checkReading(AccountPast past, long at, Written reading) {
        for (String resource : RESOURCES) {
            Curve curve = past.last().curve(resource);
            compare(past, "total of " + resource, at, reading.decimals("totals").get(resource), curve.total(at));
            compare(
                    past,
                    "rate before of " + resource,
                    at,
                    reading.decimals("ratesBefore").get(resource),
                    curve.rate(at - 1));
            compare(
                    past,
                    "rate after of " + resource,
                    at,
                    reading.decimals("ratesAfter").get(resource),
                    curve.rate(at));
        }
        long open = past.last().pods().stream()
                .filter(pod -> pod.startMs() <= at && at < pod.endMs())
                .count();
        if (open != reading.number("openPods")) {
            wrong.add(
                    LAW,
                    "%s at %d: found %d open pods, expected %d"
                            .formatted(past.account(), at, reading.number("openPods"), open));
        }
    }

    private void compare(
            AccountPast past,
            String what,
            long at,
            @org.jspecify.annotations.Nullable BigInteger found,
            BigInteger expected) {
        BigInteger told = found == null ? BigInteger.ZERO : found;
        if (!told.equals(expected)) {
            wrong.add(LAW, "%s at %d: found %s %s, expected %s".formatted(past.account(), at, what, told, expected));
        }
    }

    /** Looks at every row of hours and days. */
    public void checkRows() throws IOException {
        checkRows(Topics.USAGE_HOURLY.name(), 3_600_000);
        checkRows(Topics.USAGE_DAILY.name(), 86_400_000);
    }

    private void checkRows(String topic, long periodMs) throws IOException {
        Map<String, Map<Long, Written>> rows = newest(topic, "periodStart");
        for (AccountPast past : input.accounts()) {
            long heardMs = input.lastHeardMs(past);
            Map<Long, Written> told = rows.getOrDefault(past.account(), Map.of());
            told.forEach((start, row) -> checkRow(past, topic, start, row, heardMs));
            for (String resource : RESOURCES) {
                Curve curve = past.last().curve(resource);
                long[] changes = curve.changes();
                for (long start = changes.length == 0 ? heardMs : Math.floorDiv(changes[0], periodMs) * periodMs;
                        start + periodMs <= heardMs;
                        start += periodMs) {
                    boolean isUsed = curve.used(start, start + periodMs).signum() > 0;
                    Written row = told.get(start);
                    if (isUsed && (row == null || !row.isTrue("complete"))) {
                        wrong.add(LAW, "%s, %s from %d: found no complete row".formatted(topic, past.account(), start));
                    }
                }
            }
        }
    }

    private void checkRow(AccountPast past, String topic, long start, Written row, long heardMs) {
        Long until = Written.optional(row.value(), "countedUntil");
        if (until == null || until > Math.max(heardMs, row.number("periodEnd"))) {
            wrong.add(LAW, "%s, %s from %d: found it counted until %s".formatted(topic, past.account(), start, until));
            return;
        }
        if (row.isTrue("complete") != (until == row.number("periodEnd"))) {
            wrong.add(
                    LAW,
                    "%s, %s from %d: found complete=%s"
                            .formatted(topic, past.account(), start, row.isTrue("complete")));
        }
        for (String resource : RESOURCES) {
            compare(
                    past,
                    "%s in %s until %d".formatted(resource, topic, until),
                    start,
                    row.decimals("amounts").get(resource),
                    past.last().curve(resource).used(start, until));
        }
    }

    /** Looks at how many records were rejected: those that contradict themselves, and no others. */
    public void checkRejects() throws IOException {
        int found = reader.read(Topics.REJECTS.name()).size();
        checked += found;
        if (found != input.rejected()) {
            wrong.add(LAW, "rejects: found %d, expected %d".formatted(found, input.rejected()));
        }
    }
}
