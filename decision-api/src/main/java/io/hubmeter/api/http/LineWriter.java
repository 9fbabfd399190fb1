package io.hubmeter.api.http;

import io.hubmeter.core.usage.ReportLine;
import java.io.IOException;

/** Writes the lines of a report in some format; none of its methods closes what it writes to. */
interface LineWriter {
    /** What comes before the first line, so that whoever asked learns at once that the report has begun. */
    void begin() throws IOException;

    void write(ReportLine line) throws IOException;

    /** What comes after the last line; without it nobody can take the report for whole. */
    void end() throws IOException;
}
