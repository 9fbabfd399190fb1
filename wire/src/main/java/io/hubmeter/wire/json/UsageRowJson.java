package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.usage.Cost;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** One line of {@code GET /query/v1/rows}. A cost is told in millionths of its currency. */
public final class UsageRowJson {
    private static final int LONGEST_CURRENCY = 3;

    private UsageRowJson() {}

    /** The row as UTF-8, without a line's end. */
    public static byte[] write(UsageRow row) {
        ObjectNode node = Json.object();
        node.put("account", row.account().toString());
        Json.code(node, "period", row.period());
        Json.instant(node, "start", row.start());
        Json.instant(node, "countedUntil", row.countedUntil());
        node.set("amounts", Json.exacts(row.amounts().asMap()));
        ArrayNode groups = node.putArray("groups");
        row.groups().forEach(groups::add);
        node.put("primaryGroup", row.primaryGroup());
        node.set("cost", cost(row.cost()));
        node.put("revision", row.revision());
        node.put("complete", row.isComplete());
        node.put("estimated", row.isEstimated());
        return Json.bytes(node);
    }

    private static @Nullable ObjectNode cost(@Nullable Cost cost) {
        if (cost == null) {
            return null;
        }
        ObjectNode node = Json.object();
        Json.exact(node, "micros", cost.amount().unscaledValue());
        node.put("currency", cost.currency());
        return node;
    }

    /**
     * The row of a line.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static UsageRow read(byte[] line) {
        Element element = Json.read(line);
        try {
            return new UsageRow(
                    element.field("account").parsed(AccountId::parse),
                    element.field("period").code(Period.class),
                    element.field("start").instant(),
                    element.field("countedUntil").instant(),
                    Quantities.of(element.field("amounts").exacts(Element.MOST_ENTRIES)),
                    element.field("groups").list(Element.MOST_ENTRIES, Element::text),
                    element.field("primaryGroup").orNull(Element::text),
                    element.field("cost").orNull(UsageRowJson::cost),
                    (int) element.field("revision").whole(0, Integer.MAX_VALUE),
                    element.field("complete").truth(),
                    element.field("estimated").truth());
        } catch (IllegalArgumentException e) {
            throw element.unacceptable("a row of usage: " + e.getMessage());
        }
    }

    private static Cost cost(Element element) {
        String currency = element.field("currency").text();
        if (currency.length() != LONGEST_CURRENCY) {
            throw element.field("currency").unacceptable("three letters");
        }
        return new Cost(new BigDecimal(element.field("micros").exact(), Cost.DECIMALS), currency);
    }
}
