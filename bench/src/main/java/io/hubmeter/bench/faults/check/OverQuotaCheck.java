package io.hubmeter.bench.faults.check;

import io.hubmeter.bench.faults.check.Crossings.Crossing;
import io.hubmeter.schemas.Topics;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Law 3. Every crossing that is told is one by what was known at some record, in the order of records; none is told twice
 * without an end in between; what was said last is so at the end; and where nothing became known late, exactly the crossings
 * that there are were told. Of an account whose limits change, by groups or grants, usage is at the limit where it is told to be.
 */
public final class OverQuotaCheck {
    private static final String LAW = "law 3 (crossings)";

    private final TopicReader reader;
    private final Input input;
    private final Terms terms;
    private final Administered administered;
    private final Wrong wrong;
    private int told;
    private int exactAccounts;

    /** A check against what was told; what is wrong is noted. */
    public OverQuotaCheck(TopicReader reader, Input input, Administered administered, Wrong wrong) {
        this.reader = reader;
        this.input = input;
        this.administered = administered;
        this.terms = administered.first();
        this.wrong = wrong;
    }

    /** Looks at everything that was said of limits. */
    public void check() throws IOException {
        Map<String, Map<Limit, List<Written>>> byLimit = new HashMap<>();
        for (Written record : reader.read(Topics.OVER_QUOTA.name())) {
            told++;
            Limit limit = limit(record);
            if (limit == null || input.account(record.key()) == null) {
                wrong.add(LAW, "found %s, expected an account and a limit that there are".formatted(record));
            } else {
                byLimit.computeIfAbsent(record.key(), key -> new HashMap<>())
                        .computeIfAbsent(limit, key -> new ArrayList<>())
                        .add(record);
            }
        }
        for (AccountPast past : input.accounts()) {
            exactAccounts += past.isAmended() || administered.isAbout(past.account()) ? 0 : 1;
            for (Limit limit : terms.limits()) {
                List<Written> records =
                        byLimit.getOrDefault(past.account(), Map.of()).getOrDefault(limit, List.of());
                check(past, limit, records);
            }
        }
    }

    private @Nullable Limit limit(Written record) {
        GenericRecord limit = record.record("limit");
        Limit known = terms.limit(String.valueOf(limit.get("resource")), ((Number) limit.get("windowMs")).longValue());
        BigInteger amount = Written.decimal(limit.get("amount"));
        return known != null
                        && (known.amount().equals(amount)
                                || administered
                                        .everAmounts(record.key(), known.resource(), known.windowMs())
                                        .contains(amount))
                ? known
                : null;
    }

    private void check(AccountPast past, Limit limit, List<Written> records) {
        long heardMs = input.lastHeardMs(past);
        boolean isChanging = administered.isAbout(past.account());
        Map<AccountPast.Version, List<Crossing>> crossings = new HashMap<>();
        List<AccountPast.Version> versions = past.versions();
        int at = 0;
        Written over = null;
        List<Long> exceeded = new ArrayList<>();
        for (Written record : records) {
            long crossedAt = record.number("crossedAt");
            if (record.text("kind").equals("RESTORED")) {
                if (over == null || over.number("crossedAt") != crossedAt) {
                    wrong.add(
                            LAW,
                            "%s, %s: found the end of an excess that was not told: %s"
                                    .formatted(past.account(), limit, record));
                }
                over = null;
                continue;
            }
            String cause = record.text("cause");
            boolean isAgain = cause.equals("STARTED_WHILE_EXCEEDED");
            boolean isAmended = cause.equals("AMENDED");
            if (isAgain != (over != null && crossedAt == over.number("crossedAt"))
                    || (over != null && !isAgain && !isAmended)
                    || (!isAgain && record.number("revision") != (over == null ? 0 : over.number("revision") + 1))) {
                wrong.add(
                        LAW,
                        "%s, %s: found %s after %s, expected each crossing once"
                                .formatted(past.account(), limit, record, over));
            }
            if (!isAgain && over == null) {
                exceeded.add(crossedAt);
            }
            over = record;
            // An excess that began under another limit goes on under this one.
            boolean isStill = isAgain || isAmended;
            long evaluatedAt = record.number("evaluatedAt") * 1_000;
            int from = at;
            while (from < versions.size()
                    && (isChanging
                            ? !isReached(versions.get(from), limit, record, crossedAt)
                                    && !(isStill && isReached(versions.get(from), limit, record, evaluatedAt))
                            : crossings
                                    .computeIfAbsent(
                                            versions.get(from),
                                            version ->
                                                    Crossings.before(version.curve(limit.resource()), limit, heardMs))
                                    .stream()
                                    .noneMatch(crossing -> crossing.isUp() && crossing.micros() == crossedAt))) {
                from++;
            }
            if (from == versions.size()) {
                wrong.add(
                        LAW,
                        "%s, %s: found %s, expected a crossing by what was known at some record; at the end %s"
                                .formatted(
                                        past.account(),
                                        limit,
                                        record,
                                        Crossings.before(past.last().curve(limit.resource()), limit, heardMs)));
            } else {
                at = from;
            }
        }
        checkEnd(past, limit, over, exceeded, heardMs);
    }

    /** Whether usage is at the limit that a record tells, or over it, at an instant, to the millisecond. */
    private static boolean isReached(AccountPast.Version version, Limit limit, Written record, long micros) {
        BigInteger amount = Written.decimal(record.record("limit").get("amount"));
        Curve curve = version.curve(limit.resource());
        long before = Math.floorDiv(micros, 1_000);
        long after = -Math.floorDiv(-micros, 1_000);
        return amount != null
                && curve.used(before - limit.windowMs(), before)
                                .max(curve.used(after - limit.windowMs(), after))
                                .compareTo(amount)
                        >= 0;
    }

    /** At the end all is read that changes limits, so whether usage is over them is known. */
    private void checkChangedEnd(AccountPast past, Limit limit, @Nullable Written over, long heardMs) {
        BigInteger amount = administered.last(past.account()).stream()
                .filter(allowance -> allowance.base().isAbout(limit))
                .findFirst()
                .orElseThrow()
                .at(heardMs);
        BigInteger used = past.last().curve(limit.resource()).used(heardMs - limit.windowMs(), heardMs);
        if ((used.compareTo(amount) >= 0) != (over != null)) {
            wrong.add(
                    LAW,
                    "%s, %s at the end: found %s, expected %s used of %s at %d"
                            .formatted(past.account(), limit, over, used, amount, heardMs));
        }
    }

    private void checkEnd(AccountPast past, Limit limit, @Nullable Written over, List<Long> exceeded, long heardMs) {
        if (administered.isAbout(past.account())) {
            checkChangedEnd(past, limit, over, heardMs);
            return;
        }
        List<Crossing> true0 = Crossings.before(past.last().curve(limit.resource()), limit, heardMs);
        Long expected = true0.isEmpty() || !true0.getLast().isUp()
                ? null
                : (Long) true0.getLast().micros();
        Long found = over == null ? null : (Long) over.number("crossedAt");
        if (!java.util.Objects.equals(expected, found)) {
            wrong.add(
                    LAW,
                    "%s, %s at the end: found over since %s, expected %s"
                            .formatted(past.account(), limit, found, expected));
        }
        List<Long> ups =
                true0.stream().filter(Crossing::isUp).map(Crossing::micros).toList();
        if (!past.isAmended() && !ups.equals(exceeded)) {
            wrong.add(LAW, "%s, %s: found crossings %s, expected %s".formatted(past.account(), limit, exceeded, ups));
        }
    }

    /** How many events there were. */
    public int told() {
        return told;
    }

    /** Accounts whose crossings were compared one by one. */
    public int exactAccounts() {
        return exactAccounts;
    }
}
