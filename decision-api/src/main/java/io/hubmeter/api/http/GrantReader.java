package io.hubmeter.api.http;

import io.hubmeter.api.access.Caller;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.grant.GrantRequest;
import io.hubmeter.api.grant.GrantTerms;
import io.hubmeter.api.notation.Unacceptable;
import io.hubmeter.core.metering.AccountId;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the body of a grant, a correction or a void; used for one body only. */
final class GrantReader {
    private static final List<String> FIELDS =
            List.of("kind", "hub", "realm", "user", "resource", "amount", "window", "from", "until", "id", "reason");

    private final Map<String, String> texts = new LinkedHashMap<>();

    private GrantReader() {}

    /**
     * What is to be recorded.
     *
     * @param caller whose name the record carries as its actor
     * @param now when it is recorded
     * @throws Problem if the text is not acceptable
     */
    static GrantRequest read(String text, Realms realms, Caller caller, Instant now) {
        GrantReader body = new GrantReader();
        FieldReader.read(text, body::readField);
        try {
            GrantTerms.kind(body.texts);
            AccountId account = AccountFields.of(
                            body.texts.get("hub"), body.texts.get("realm"), body.texts.get("user"), realms, caller)
                    .account();
            return GrantTerms.read(body.texts, account, caller.name(), now);
        } catch (Unacceptable e) {
            throw FieldReader.bad(e.pointer(), e.found(), e.expected());
        }
    }

    /** All fields are strings. */
    private void readField(FieldReader reader, String name) throws IOException {
        if (!FIELDS.contains(name)) {
            throw FieldReader.unknown(FIELDS, name);
        }
        if (!reader.isNull()) {
            texts.put(
                    name,
                    reader.text(
                            "/" + name,
                            1,
                            name.equals("reason") ? GrantTerms.LONGEST_REASON : FieldReader.LONGEST_NAME));
        }
    }
}
