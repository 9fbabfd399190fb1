package io.hubmeter.standalone.simulate;

import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.simulation.RecordedAccount;
import io.hubmeter.core.simulation.RecordedPod;
import io.hubmeter.core.simulation.SimulatedAccount;
import io.hubmeter.core.simulation.SimulatedEvent;
import java.io.IOException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** One row for each event. */
public final class SimulationCsv implements SimulationOutput {
    private static final String[] HEADER = {
        "at",
        "realm",
        "user",
        "event",
        "observed",
        "unit",
        "window",
        "limit",
        "rule",
        "percent",
        "cause",
        "hub",
        "server",
        "pod",
        "retry_at",
        "sentence"
    };

    private final CSVPrinter csv;

    /** Rows written to somewhere that others close. */
    public SimulationCsv(Appendable out) throws IOException {
        csv = new CSVPrinter(
                out, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
        csv.printRecord((Object[]) HEADER);
    }

    @Override
    public void account(RecordedAccount recorded, SimulatedAccount simulated) throws IOException {
        for (SimulatedEvent event : simulated.events()) {
            Limit limit = event.limit().limit();
            RecordedPod pod = EventText.pod(event);
            SimulatedEvent.Denied denied = event instanceof SimulatedEvent.Denied one ? one : null;
            csv.printRecord(
                    EventText.instant(event.at()),
                    simulated.id().realm(),
                    simulated.id().user(),
                    EventText.kind(event),
                    EventText.isObserved(event),
                    limit.resource().displayHours(),
                    EventText.window(limit),
                    EventText.hours(limit).toPlainString(),
                    event.limit().origin(),
                    event instanceof SimulatedEvent.Warned warned ? warned.percent() : null,
                    EventText.cause(event),
                    pod == null ? null : pod.hub(),
                    pod == null ? null : pod.server(),
                    pod == null ? null : pod.uid(),
                    denied == null ? null : denied.retryAt(),
                    denied == null ? null : denied.sentence());
        }
    }

    @Override
    public void end() throws IOException {
        csv.flush();
    }
}
