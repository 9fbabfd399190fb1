package io.hubmeter.standalone.cli;

import java.io.InputStream;

/**
 * A report as it comes.
 *
 * @param body its bytes; to be closed
 * @param accounts how many accounts it may be about; −1 if the server does not say
 */
record ReportAnswer(InputStream body, long accounts) {}
