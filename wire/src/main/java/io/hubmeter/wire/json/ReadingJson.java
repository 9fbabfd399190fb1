package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;

/** One line of {@code GET /query/v1/history}. */
public final class ReadingJson {
    private ReadingJson() {}

    /** The reading as UTF-8, without a line's end. */
    public static byte[] write(Reading reading) {
        ObjectNode node = Json.object();
        Json.instant(node, "at", reading.at());
        node.set("totals", Json.exacts(reading.totals().asMap()));
        node.set("ratesBefore", Json.exacts(reading.ratesBefore().asMap()));
        node.set("ratesAfter", Json.exacts(reading.ratesAfter().asMap()));
        node.put("openPods", reading.openPods());
        node.put("sequence", reading.sequence());
        node.put("revision", reading.revision());
        node.put("estimated", reading.estimated());
        return Json.bytes(node);
    }

    /**
     * The reading of a line.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static Reading read(byte[] line) {
        Element element = Json.read(line);
        try {
            return new Reading(
                    element.field("at").instant(),
                    quantities(element.field("totals")),
                    quantities(element.field("ratesBefore")),
                    quantities(element.field("ratesAfter")),
                    (int) element.field("openPods").whole(0, Integer.MAX_VALUE),
                    element.field("sequence").whole(0, Long.MAX_VALUE),
                    (int) element.field("revision").whole(0, Integer.MAX_VALUE),
                    element.field("estimated").truth());
        } catch (IllegalArgumentException e) {
            throw element.unacceptable("a reading: " + e.getMessage());
        }
    }

    private static Quantities quantities(Element element) {
        return Quantities.of(element.exacts(Element.MOST_ENTRIES));
    }
}
