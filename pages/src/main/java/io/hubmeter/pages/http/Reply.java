package io.hubmeter.pages.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** What goes back to a visitor. */
public sealed interface Reply {

    /**
     * A whole page.
     *
     * @param status the HTTP status
     * @param template the template's name without its ending, such as {@code user}; it extends {@code layout}
     * @param model what the template shows, besides what every template is given (see {@link Templates})
     */
    record Html(int status, String template, Map<String, ?> model) implements Reply {
        /** Keeps the model as it is, since values may be null. */
        public Html {}
    }

    /**
     * A piece of a page, for script that keeps a page up to date. It is refused with 401 instead of being led to a login when
     * there is no session.
     *
     * @param template the template's name without its ending; it extends nothing
     * @param model what the template shows, besides what every template is given
     */
    record Fragment(String template, Map<String, ?> model) implements Reply {}

    /**
     * A file to keep, written as it is made.
     *
     * @param fileName what it is to be called: letters, digits, {@code -}, {@code _} and {@code .}
     * @param body writes UTF-8
     */
    record Csv(String fileName, Body body) implements Reply {}

    /**
     * Another page, to be got next.
     *
     * @param path below the prefix, without a leading slash, with a query that is encoded already; empty for the user page
     */
    record SeeOther(String path) implements Reply {
        /** Refuses whatever may lead away from the prefix. */
        public SeeOther {
            if (!Paths.isBelow(path)) {
                throw new IllegalArgumentException("path: found '%s', expected one below the prefix".formatted(path));
            }
        }
    }

    /** Writes a body. */
    @FunctionalInterface
    interface Body {
        /** Writes all of it; the stream is the caller's to close. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** A page with status 200. */
    static Html page(String template, Map<String, ?> model) {
        return new Html(200, template, model);
    }
}
