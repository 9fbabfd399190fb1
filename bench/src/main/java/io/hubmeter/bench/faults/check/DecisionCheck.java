package io.hubmeter.bench.faults.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.bench.faults.load.Asked;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Law 5, and that every answer is right: what it tells is what the pods used by its {@code asOf}, as far as was told up to some
 * record between the heartbeat that it names and the last one that had been sent when it was answered. All figures of an answer
 * must come from the same such record.
 */
public final class DecisionCheck {
    private static final String LAW = "law 5 (answers)";

    private final Input input;
    private final HandedOver sent;
    private final Terms terms;
    private final Administered administered;
    private final Wrong wrong;
    private final Map<String, Integer> unknowns = new TreeMap<>();
    private final Map<Integer, long[]> notSentBeforeMs = new TreeMap<>();
    private int failed;
    private int known;
    private int exact;
    private int retried;
    private int older;
    private long stalestMs = Long.MIN_VALUE;

    /** A check against what was told, and when; what is wrong is noted. */
    public DecisionCheck(Input input, HandedOver sent, Administered administered, Wrong wrong) {
        this.input = input;
        this.sent = sent;
        this.terms = administered.first();
        this.administered = administered;
        this.wrong = wrong;
    }

    /** Looks at every answer. */
    public void check(Collection<Asked> all) {
        all.forEach(this::check);
    }

    private void check(Asked asked) {
        retried += asked.tries() > 1 ? 1 : 0;
        JsonNode answer = asked.answer();
        if (answer == null) {
            failed++;
            return;
        }
        long asOf = ms(answer, "asOf");
        String heard = answer.path("heardAt").asText(null);
        Long heardMs = heard == null || heard.equals("null")
                ? null
                : (Long) Instant.parse(heard).toEpochMilli();
        if (heardMs != null
                && answer.path("freshnessSeconds").decimalValue().compareTo(BigDecimal.valueOf(asOf - heardMs, 3))
                        != 0) {
            wrong.add(
                    LAW,
                    "freshness: found %s, expected that of its own instants: %s"
                            .formatted(answer.path("freshnessSeconds"), answer));
        }
        if (!asked.isKnown()) {
            unknown(answer, asOf, heardMs);
            return;
        }
        known++;
        if (heardMs == null) {
            wrong.add(LAW, "found a decision without a heard time: %s".formatted(answer));
            return;
        }
        stalestMs = Math.max(stalestMs, asOf - heardMs);
        if (asOf - heardMs > terms.freshnessBoundMs()) {
            wrong.add(
                    LAW,
                    "found a decision %d ms after what was heard, expected unknown: %s"
                            .formatted(asOf - heardMs, answer));
        }
        known(asked, answer, asOf, heardMs);
    }

    private void unknown(JsonNode answer, long asOf, @Nullable Long heardMs) {
        String cause = answer.path("cause").asText();
        unknowns.merge(cause, 1, Integer::sum);
        if (cause.equals("stale") && (heardMs == null || asOf - heardMs <= terms.freshnessBoundMs())) {
            wrong.add(LAW, "found stale %s, expected a decision within the bound: %s".formatted(heardMs, answer));
        }
    }

    private void known(Asked asked, JsonNode answer, long asOf, long heardMs) {
        String account = asked.realm() + "/" + asked.user();
        AccountPast past = input.account(account);
        if (past == null) {
            wrong.add(
                    LAW,
                    "found a decision about %s, expected nothing to be known of it: %s".formatted(account, answer));
            return;
        }
        Long low = input.partition(past.partition()).offsetHeard(asked.realm(), heardMs);
        if (low == null || sent.atMs(past.partition(), low) > asked.answeredMs()) {
            wrong.add(
                    LAW,
                    "heardAt: found %s, expected an instant that was heard by then: %s".formatted(heardMs, answer));
            return;
        }
        long high = Math.max(low, lastSentBy(past.partition(), asked.answeredMs()));
        List<AccountPast.Version> possible = past.between(low, high);
        List<List<Allowance>> allowances = allowances(account, asked, answer, sent.atMs(past.partition(), low));
        if (agrees(possible, allowances, asked, answer, asOf)) {
            exact += possible.size() == 1 && allowances.size() == 1 ? 1 : 0;
        } else if (agrees(possible, allowances(account, asked, answer, Long.MIN_VALUE), asked, answer, asOf)) {
            // What limits are is told by other topics than what is used, and a copy claims little of it (ADR 0032).
            older++;
        } else {
            wrong.add(
                    LAW,
                    "%s, partition %d, offsets %d to %d: found %s, expected %s"
                            .formatted(
                                    account,
                                    past.partition(),
                                    low,
                                    high,
                                    answer,
                                    expected(possible.getFirst(), asOf)
                                            + (possible.size() > 1 ? " or one of " + possible.size() : "")
                                            + (allowances.isEmpty() ? ", another policy or other groups" : "")));
        }
    }

    private boolean agrees(
            List<AccountPast.Version> possible,
            List<List<Allowance>> allowances,
            Asked asked,
            JsonNode answer,
            long asOf) {
        return possible.stream()
                .anyMatch(version ->
                        allowances.stream().anyMatch(allowed -> agrees(version, asked, answer, asOf, allowed)));
    }

    /** What the limits can have been under the policy and the groups that an answer names; nothing if it can have rested on neither. */
    private List<List<Allowance>> allowances(String account, Asked asked, JsonNode answer, long toldMs) {
        Terms policy = administered.policy(answer.path("policyHash").asText(), asked.answeredMs(), toldMs);
        List<String> groups = new ArrayList<>();
        answer.path("groups").forEach(group -> groups.add(group.asText()));
        return policy == null || !administered.mayBeIn(account, Set.copyOf(groups), asked.answeredMs(), toldMs)
                ? List.of()
                : administered.allowances(policy, account, groups, asked.answeredMs(), toldMs);
    }

    /** The last record that had been handed over by an instant. */
    private int lastSentBy(int partition, long atMs) {
        // Records were handed over in the order of their offsets, but for those of the other source: so not before
        // this.
        long[] earliest = notSentBeforeMs.computeIfAbsent(partition, this::notSentBefore);
        int low = 0;
        int high = earliest.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (earliest[middle] <= atMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** For each offset, the instant before which neither its record nor one after it was handed over. */
    private long[] notSentBefore(int partition) {
        long[] earliest = new long[input.records(partition)];
        long next = Long.MAX_VALUE;
        for (int offset = earliest.length - 1; offset >= 0; offset--) {
            next = Math.min(next, sent.atMs(partition, offset));
            earliest[offset] = next;
        }
        return earliest;
    }

    private boolean agrees(
            AccountPast.Version version, Asked asked, JsonNode answer, long asOf, List<Allowance> allowances) {
        JsonNode limits = answer.path("limits");
        if (limits.size() != terms.limits().size()) {
            return false;
        }
        boolean isInTheWay = false;
        for (JsonNode told : limits) {
            Limit limit = terms.limit(
                    told.path("resource").asText(), told.path("windowSeconds").decimalValue());
            Allowance allowance = allowances.stream()
                    .filter(one -> limit != null && one.base().isAbout(limit))
                    .findFirst()
                    .orElse(null);
            if (limit == null
                    || allowance == null
                    || !allowance
                            .at(asOf)
                            .toString()
                            .equals(told.path("exact").path("limit").asText())) {
                return false;
            }
            Curve curve = version.curve(limit.resource());
            BigInteger used = curve.used(asOf - limit.windowMs(), asOf);
            if (!used.toString().equals(told.path("exact").path("used").asText())) {
                return false;
            }
            BigInteger requested = asked.requested().get(limit.resource());
            boolean isConcerned = requested == null || requested.signum() > 0;
            isInTheWay |= isConcerned
                    && Crossings.isInTheWay(
                            curve,
                            allowance,
                            requested == null ? BigInteger.ZERO : requested,
                            asOf,
                            terms.shortestRunMs());
        }
        return answer.path("decision").asText().equals(isInTheWay ? "deny" : "permit");
    }

    private String expected(AccountPast.Version version, long asOf) {
        StringBuilder text = new StringBuilder();
        for (Limit limit : terms.limits()) {
            text.append("%s used %s; "
                    .formatted(limit.resource(), version.curve(limit.resource()).used(asOf - limit.windowMs(), asOf)));
        }
        return text.toString();
    }

    private static long ms(JsonNode answer, String field) {
        return Instant.parse(answer.path(field).asText()).toEpochMilli();
    }

    /** Questions without an answer in time. */
    public int failed() {
        return failed;
    }

    /** Permits and denials. */
    public int known() {
        return known;
    }

    /** Of those, how many could only be one thing. */
    public int exact() {
        return exact;
    }

    /** Answers by a policy, groups or grants that were not those in force any more, and had not been for a while. */
    public int older() {
        return older;
    }

    /** Questions that were asked a second time. */
    public int retried() {
        return retried;
    }

    /** Answers that were unknown, by cause. */
    public Map<String, Integer> unknowns() {
        return unknowns;
    }

    /** The greatest staleness of a permit or a denial, in milliseconds; as small as can be if there were none. */
    public long stalestMs() {
        return stalestMs;
    }
}
