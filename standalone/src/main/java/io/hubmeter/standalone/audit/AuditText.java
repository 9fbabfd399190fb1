package io.hubmeter.standalone.audit;

import io.hubmeter.core.metering.Resource;
import java.io.PrintWriter;
import java.util.Locale;

/** A line for each account, further ones for what drifts, and a summary. */
public final class AuditText implements AuditOutput {
    private final PrintWriter out;

    /** Writes to a stream, which stays open. */
    public AuditText(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(AuditResult result) {
        result.accounts().forEach(this::account);
        out.printf(
                Locale.ROOT,
                "%,d accounts, %,d periods compared, %,d accounts drift.%n",
                result.accounts().size(),
                result.rows(),
                result.drifting());
        if (!result.drift().isZero()) {
            out.printf("Together: %s.%n", Figures.all(result.drift()));
        }
        if (result.unreadable() > 0) {
            out.printf(Locale.ROOT, "%,d records are no rows of their topic.%n", result.unreadable());
        }
        if (result.notAuditable() > 0) {
            out.printf(Locale.ROOT, "%,d periods are not auditable, see above.%n", result.notAuditable());
        }
        if (!result.isAsProcessed()) {
            out.println("No stream processor has committed anything: what is on its way to the rows is told as drift.");
        }
        out.printf("Heard up to %s.%n", result.heardAt() == null ? "never" : result.heardAt());
        out.flush();
    }

    private void account(AccountAudit audit) {
        out.printf("%s  drift: %s%s%n", audit.account(), drift(audit), notAuditable(audit));
        audit.drifts().forEach(this::drift);
        if (audit.drifting() > audit.drifts().size()) {
            out.printf(
                    Locale.ROOT,
                    "  and %,d more%n",
                    audit.drifting() - audit.drifts().size());
        }
    }

    private static String drift(AccountAudit audit) {
        if (audit.isRight()) {
            return "0";
        }
        return audit.drift().isZero() ? "in revisions only" : Figures.all(audit.drift());
    }

    private static String notAuditable(AccountAudit audit) {
        return audit.notAuditable() == 0
                ? ""
                : String.format(Locale.ROOT, "  (%,d periods not auditable: %s)", audit.notAuditable(), audit.why());
    }

    private void drift(Drift drift) {
        String where = drift.period() == null
                ? "reading " + drift.at()
                : drift.period().name().toLowerCase(Locale.ROOT) + " " + drift.at();
        Resource resource = drift.resource();
        if (resource == null) {
            out.printf("  %s  revision: found %d, expected %d%n", where, drift.found(), drift.expected());
        } else {
            out.printf(
                    "  %s  %s %s: found %s %s (%s), expected %s %s (%s)%n",
                    where,
                    resource,
                    Figures.code(drift.kind()),
                    Figures.hours(resource, drift.found()),
                    resource.displayHours(),
                    Figures.exact(drift.found()),
                    Figures.hours(resource, drift.expected()),
                    resource.displayHours(),
                    Figures.exact(drift.expected()));
        }
    }
}
