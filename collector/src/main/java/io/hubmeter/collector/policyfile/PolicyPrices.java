package io.hubmeter.collector.policyfile;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.problem.Excerpt;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Reads prices: one of each resource, all in one currency. */
final class PolicyPrices {
    private final Problems problems;
    private final SortedMap<Resource, BigDecimal> prices = new TreeMap<>();
    private final Map<Resource, Place> firsts = new HashMap<>();
    private @Nullable String currency;
    private int currencyLine;

    private PolicyPrices(Problems problems) {
        this.problems = problems;
    }

    static Prices of(Place place, Problems problems) {
        PolicyPrices prices = new PolicyPrices(problems);
        place.items().forEach(prices::read);
        return prices.currency == null ? Prices.NONE : new Prices(prices.currency, prices.prices);
    }

    private void read(Place item) {
        String text = item.text();
        if (text == null) {
            item.refuse(problems, PriceText.EXPECTED);
            return;
        }
        switch (PriceText.parse(text)) {
            case PriceText.Outcome.Refused(String found, String expected, String suggestion) ->
                problems.add(item.mark(), item.path(), found, expected, suggestion);
            case PriceText.Outcome.Read(String code, Resource resource, BigDecimal price) -> {
                if (currency == null) {
                    currency = code;
                    currencyLine = line(item);
                } else if (!currency.equals(code)) {
                    String found = "%s in %s".formatted(Excerpt.quoted(code), Excerpt.quoted(text));
                    String expected = "%s as on line %d: one currency".formatted(currency, currencyLine);
                    problems.add(item.mark(), item.path(), found, expected, currency);
                }
                Place first = firsts.putIfAbsent(resource, item);
                if (first != null) {
                    String found = "%s with the resource of %s on line %d"
                            .formatted(Excerpt.quoted(text), first.found(), line(first));
                    problems.add(item.mark(), item.path(), found, "one price for each resource", null);
                }
                prices.put(resource, price);
            }
        }
    }

    private static int line(Place place) {
        return place.mark().map(Mark::getLine).orElse(0) + 1;
    }
}
