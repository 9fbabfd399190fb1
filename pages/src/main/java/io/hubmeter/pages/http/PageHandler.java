package io.hubmeter.pages.http;

/** Answers a visit, or ends it with a {@link PageProblem}. Safe for use by many threads at once. */
@FunctionalInterface
public interface PageHandler {
    /** The answer; who the visitor is and what the route asks of them is settled before. */
    Reply answer(Visit visit);
}
