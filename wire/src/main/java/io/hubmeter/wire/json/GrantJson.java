package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** One line of {@code GET /query/v1/grants}. */
public final class GrantJson {
    private static final List<String> KINDS = List.of("addition", "correction", "void");

    private GrantJson() {}

    /** The grant as UTF-8, without a line's end. */
    public static byte[] write(Grant grant) {
        Resource resource = grant.resource();
        Duration window = grant.window();
        ObjectNode node = Json.object();
        node.put("id", grant.id());
        node.put("kind", grant.kind().name().toLowerCase(Locale.ROOT));
        node.put("account", grant.account().toString());
        node.put("resource", resource == null ? null : resource.name());
        Json.exact(node, "amount", grant.amount());
        node.put("windowMs", window == null ? null : window.toMillis());
        Json.instant(node, "from", grant.from());
        Json.instant(node, "until", grant.until());
        node.put("actor", grant.actor());
        node.put("reason", grant.reason());
        Json.instant(node, "recordedAt", grant.recordedAt());
        return Json.bytes(node);
    }

    /**
     * The grant of a line.
     *
     * @throws JsonUnacceptable if it is none
     */
    public static Grant read(byte[] line) {
        Element element = Json.read(line);
        Element kind = element.field("kind");
        if (!KINDS.contains(kind.text())) {
            throw kind.unacceptable("one of " + String.join(", ", KINDS));
        }
        try {
            return new Grant(
                    element.field("id").text(),
                    Grant.Kind.valueOf(kind.text().toUpperCase(Locale.ROOT)),
                    element.field("account").parsed(AccountId::parse),
                    element.field("resource").orNull(resource -> resource.parsed(Resource::new)),
                    element.field("amount").exact(),
                    element.field("windowMs").orNull(window -> window.duration(1)),
                    element.field("from").instant(),
                    element.field("until").orNull(Element::instant),
                    element.field("actor").text(),
                    element.field("reason").text(),
                    element.field("recordedAt").instant());
        } catch (IllegalArgumentException e) {
            throw element.unacceptable("a grant: " + e.getMessage());
        }
    }
}
