package io.hubmeter.api.http;

import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.grant.GrantJournal;
import io.hubmeter.api.grant.GrantRecorder;
import io.hubmeter.api.grant.GrantRequest;
import io.hubmeter.api.grant.JournalUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.grant.Grant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records grants, corrections and voids. */
final class GrantHandler {
    private static final Logger LOG = LoggerFactory.getLogger(GrantHandler.class);

    private final DecisionService service;
    private final GrantRecorder recorder;
    private final Realms realms;

    GrantHandler(DecisionService service, UsageView view, GrantJournal journal, Realms realms) {
        this.service = service;
        this.recorder = new GrantRecorder(view, journal);
        this.realms = realms;
    }

    /** 201 once it is recorded, or 200 with what was recorded before under the same id. */
    Answer grant(Call call) {
        call.query(List.of());
        GrantRequest asked = GrantReader.read(call.jsonBody(), realms, call.caller(), service.now());
        try {
            return switch (recorder.record(asked)) {
                case GrantRecorder.Outcome.Recorded(Grant grant) ->
                    Answer.json(201, json -> GrantJson.write(json, grant, null));
                case GrantRecorder.Outcome.Repeated(Grant recorded) ->
                    Answer.json(200, json -> GrantJson.write(json, recorded, null));
                case GrantRecorder.Outcome.Conflicting(Grant recorded) ->
                    throw Problem.with(
                            ProblemType.GRANT_EXISTS,
                            "/id",
                            "'%s', which %s recorded with other terms".formatted(recorded.id(), recorded.actor()),
                            "a new id, or the same terms");
            };
        } catch (JournalUnavailable unavailable) {
            LOG.warn("grant not confirmed id={} reason={}", asked.grant().id(), unavailable.getMessage());
            throw Problem.with(
                    ProblemType.JOURNAL_UNAVAILABLE,
                    "journal",
                    "no confirmation that '%s' is recorded"
                            .formatted(asked.grant().id()),
                    "one; send it again with the same id");
        }
    }
}
