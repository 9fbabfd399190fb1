package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.core.decision.Sentence;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.quota.LimitChange;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes where an account stands with its limits. */
final class LimitJson {
    /** Decimals of display hours and display units. */
    static final int DECIMALS = 6;

    private static final int COST_DECIMALS = 4;

    private LimitJson() {}

    /** The array of limits with their standings; with what the use of each costs, where it has a price. */
    static void writeAll(JsonGenerator json, List<Standing> standings, Prices prices) throws IOException {
        json.writeArrayFieldStart("limits");
        for (Standing standing : standings) {
            write(json, standing, prices);
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Standing standing, Prices prices) throws IOException {
        Entitled entitled = standing.entitled();
        Resource resource = standing.limit().resource();
        json.writeStartObject();
        json.writeStringField("resource", resource.name());
        json.writeStringField("unit", resource.displayHours());
        Json.number(json, "limit", hours(resource, standing.limit().amount()));
        Json.number(json, "used", hours(resource, standing.used()));
        Json.number(json, "remaining", hours(resource, standing.remaining()));
        json.writeObjectFieldStart("exact");
        Json.exact(json, "limit", standing.limit().amount());
        Json.exact(json, "used", standing.used());
        Json.exact(json, "remaining", standing.remaining());
        Json.exact(json, "perHour", resource.amountPerDisplayHour());
        json.writeEndObject();
        Json.number(json, "windowSeconds", Json.seconds(standing.limit().window()));
        json.writeStringField("window", Sentence.words(standing.limit().window()));
        json.writeStringField("origin", entitled.origin());
        json.writeBooleanField("enforced", entitled.isEnforced());
        json.writeArrayFieldStart("changes");
        for (LimitChange change : entitled.changes()) {
            json.writeStartObject();
            Json.time(json, "at", change.at());
            Json.number(json, "limit", hours(resource, change.amount()));
            json.writeEndObject();
        }
        json.writeEndArray();
        Json.number(json, "ratePerHour", resource.displayRate(standing.rate(), DECIMALS));
        Json.number(json, "plannedRatePerHour", resource.displayRate(standing.plannedRate(), DECIMALS));
        json.writeStringField("verdict", code(standing.verdict()));
        Json.time(json, "exhaustedAt", standing.exhaustedAt());
        Json.time(json, "retryAt", standing.retryAt());
        BigDecimal cost = cost(standing, prices);
        if (cost != null) {
            json.writeObjectFieldStart("cost");
            Json.number(json, "amount", cost);
            json.writeStringField("currency", prices.currency());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** What the use in the limit's window costs, to the cent of the cent; null if the resource has no price. */
    static @Nullable BigDecimal cost(Standing standing, Prices prices) {
        Resource resource = standing.limit().resource();
        return prices.perDisplayHour().containsKey(resource)
                ? prices.of(Quantities.of(resource, standing.used()), COST_DECIMALS)
                : null;
    }

    /** What is held, by resource; empty if nothing is. */
    static void writeRates(JsonGenerator json, String field, Quantities rates) throws IOException {
        json.writeArrayFieldStart(field);
        for (Map.Entry<Resource, BigInteger> rate : rates.asMap().entrySet()) {
            Resource resource = rate.getKey();
            json.writeStartObject();
            json.writeStringField("resource", resource.name());
            json.writeStringField("unit", resource.displayHours());
            Json.number(json, "ratePerHour", resource.displayRate(rate.getValue(), DECIMALS));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** A verdict's stable code, for instance {@code too-little-left}. */
    static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** An amount in display hours; null stays null. */
    static @Nullable BigDecimal hours(Resource resource, @Nullable BigInteger amount) {
        return amount == null ? null : resource.hours(amount, DECIMALS);
    }
}
