package io.hubmeter.standalone.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One JSON document; exact amounts are texts, since numbers of JSON are not exact everywhere. */
public final class AuditJson implements AuditOutput {
    private static final JsonFactory JSON = new JsonFactory();

    private final Writer out;

    /** Writes to a stream, which stays open. */
    public AuditJson(Writer out) {
        this.out = out;
    }

    @Override
    public void write(AuditResult result) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeArrayFieldStart("accounts");
            for (AccountAudit account : result.accounts()) {
                account(json, account);
            }
            json.writeEndArray();
            json.writeNumberField("periods", result.rows());
            json.writeNumberField("drifting", result.drifting());
            json.writeNumberField("notAuditable", result.notAuditable());
            json.writeNumberField("unreadable", result.unreadable());
            json.writeBooleanField("asProcessed", result.isAsProcessed());
            text(json, "heardAt", result.heardAt());
            json.writeEndObject();
        }
        out.write("\n");
        out.flush();
    }

    private static void account(JsonGenerator json, AccountAudit audit) throws IOException {
        json.writeStartObject();
        json.writeStringField("account", audit.account().toString());
        json.writeNumberField("periods", audit.rows());
        json.writeNumberField("drifting", audit.drifting());
        amounts(json, audit.drift());
        json.writeNumberField("notAuditable", audit.notAuditable());
        text(json, "why", audit.why());
        text(json, "auditableFrom", audit.auditableFrom());
        json.writeArrayFieldStart("drifts");
        for (Drift drift : audit.drifts()) {
            drift(json, drift);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void amounts(JsonGenerator json, Quantities amounts) throws IOException {
        json.writeObjectFieldStart("drift");
        for (Map.Entry<Resource, java.math.BigInteger> of : amounts.asMap().entrySet()) {
            json.writeStringField(of.getKey().name(), Figures.exact(of.getValue()));
        }
        json.writeEndObject();
    }

    private static void drift(JsonGenerator json, Drift drift) throws IOException {
        Resource resource = drift.resource();
        json.writeStartObject();
        json.writeStringField("kind", Figures.code(drift.kind()));
        text(
                json,
                "period",
                drift.period() == null ? null : drift.period().name().toLowerCase(Locale.ROOT));
        json.writeStringField("at", drift.at().toString());
        json.writeStringField("countedUntil", drift.countedUntil().toString());
        if (resource == null) {
            json.writeNumberField("found", drift.found());
            json.writeNumberField("expected", drift.expected());
        } else {
            json.writeStringField("resource", resource.name());
            json.writeStringField("unit", resource.displayHours());
            json.writeNumberField("found", new BigDecimal(Figures.hours(resource, drift.found())));
            json.writeNumberField("expected", new BigDecimal(Figures.hours(resource, drift.expected())));
            json.writeStringField("foundExactly", Figures.exact(drift.found()));
            json.writeStringField("expectedExactly", Figures.exact(drift.expected()));
        }
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String field, @Nullable Object value) throws IOException {
        json.writeStringField(field, value == null ? null : value.toString());
    }
}
