package io.hubmeter.pages.http;

import io.hubmeter.core.problem.Excerpt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of what was refused: once each, on one line whatever names and addresses hold, and never a token or a cookie. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int UNKNOWN_PAGE = 404;

    private Refusals() {}

    static void log(int status, String method, String rawPath, String user, String reason) {
        Object[] values = {
            status, Excerpt.of(method), Excerpt.of(rawPath), Excerpt.quoted(user), Excerpt.ofMessage(reason)
        };
        String line = "refused status={} method={} path={} user={} reason=\"{}\"";
        if (status == UNKNOWN_PAGE) {
            LOG.info(line, values);
        } else {
            LOG.warn(line, values);
        }
    }

    static void bug(String method, String rawPath, String user, RuntimeException bug) {
        LOG.error(
                "unexpected failure method={} path={} user={}",
                Excerpt.of(method),
                Excerpt.of(rawPath),
                Excerpt.quoted(user),
                bug);
    }

    static void brokenOff(String rawPath, Exception broken) {
        LOG.warn("answer broke off path={} reason={}", Excerpt.of(rawPath), Excerpt.ofMessage(broken.toString()));
    }
}
