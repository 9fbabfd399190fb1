package io.hubmeter.pages.user;

import io.hubmeter.pages.text.Exact;
import org.jspecify.annotations.Nullable;

/**
 * The first thing on the page: one sentence that answers, what it rests on, and one thing to do.
 *
 * @param tone how it is to be taken
 * @param headline the answer
 * @param text what it rests on; sentences, before {@code when}
 * @param when an instant that the text leads to; null if it leads to none
 * @param after the end of the text, after {@code when}; may be empty
 * @param action what to do
 */
public record AnswerCard(
        Tone tone, String headline, String text, @Nullable Exact when, String after, Action action) {

    /** What somebody can do. */
    public enum Action {
        /** Go to the hub's page of servers. */
        GO_TO_SERVERS,
        /** The same, where nothing runs. */
        START_A_SERVER,
        /** Ask for more; where nobody is to be asked, go to the servers. */
        ASK_FOR_MORE
    }

    static AnswerCard of(Tone tone, String headline, String text, Action action) {
        return new AnswerCard(tone, headline, text, null, "", action);
    }

    /** All of it, as it is read out. */
    public String spoken() {
        return headline + ". " + text + (when == null ? "" : " " + when.words()) + after;
    }
}
