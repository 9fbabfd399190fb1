package io.hubmeter.api.http;

import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.grant.GrantJournal;
import io.hubmeter.api.grant.JournalUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.grant.Grant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records grants, corrections and voids. */
final class GrantHandler {
    private static final Logger LOG = LoggerFactory.getLogger(GrantHandler.class);

    private final DecisionService service;
    private final UsageView view;
    private final GrantJournal journal;
    private final Realms realms;

    GrantHandler(DecisionService service, UsageView view, GrantJournal journal, Realms realms) {
        this.service = service;
        this.view = view;
        this.journal = journal;
        this.realms = realms;
    }

    /** 201 once it is recorded, or 200 with what was recorded before under the same id. */
    Answer grant(Call call) {
        call.query(List.of());
        GrantRequest asked = GrantReader.read(call.jsonBody(), realms, call.caller(), service.now());
        Optional<Grant> before = view.grants(asked.grant().account()).stream()
                .filter(asked::isNamedLike)
                .findFirst();
        if (before.isPresent()) {
            return repeated(asked, before.get());
        }
        try {
            journal.append(asked.grant());
        } catch (JournalUnavailable unavailable) {
            LOG.warn("grant not confirmed id={} reason={}", asked.grant().id(), unavailable.getMessage());
            throw Problem.with(
                    ProblemType.JOURNAL_UNAVAILABLE,
                    "journal",
                    "no confirmation that '%s' is recorded"
                            .formatted(asked.grant().id()),
                    "one; send it again with the same id");
        }
        return Answer.json(201, json -> GrantJson.write(json, asked.grant(), null));
    }

    private static Answer repeated(GrantRequest asked, Grant recorded) {
        if (!asked.repeats(recorded)) {
            throw Problem.with(
                    ProblemType.GRANT_EXISTS,
                    "/id",
                    "'%s', which %s recorded with other terms".formatted(recorded.id(), recorded.actor()),
                    "a new id, or the same terms");
        }
        return Answer.json(200, json -> GrantJson.write(json, recorded, null));
    }
}
