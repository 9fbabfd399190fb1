package io.hubmeter.streams.state;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.usage.Tariff;
import io.hubmeter.streams.state.avro.TariffRecord;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tariffs as the store {@code tariffs} holds them. */
public final class TariffRecords {
    private TariffRecords() {}

    /** The record of a tariff. */
    public static TariffRecord record(Tariff tariff) {
        Map<String, String> prices = new HashMap<>();
        tariff.prices()
                .perDisplayHour()
                .forEach((resource, price) -> prices.put(resource.name(), price.toPlainString()));
        return new TariffRecord(tariff.prices().currency(), prices, tariff.groupOrder());
    }

    /** The tariff of a record. */
    public static Tariff tariff(TariffRecord record) {
        SortedMap<Resource, BigDecimal> prices = new TreeMap<>();
        record.getPrices().forEach((resource, price) -> prices.put(new Resource(resource), new BigDecimal(price)));
        return new Tariff(new Prices(record.getCurrency(), prices), record.getGroupOrder());
    }
}
