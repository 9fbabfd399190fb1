package io.hubmeter.pages.http;

import io.hubmeter.pages.hub.Visitor;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pages that say in plain words why there is no other. */
final class ProblemPages {
    private final Templates templates;

    ProblemPages(Templates templates) {
        this.templates = templates;
    }

    /** Such a page; nobody's in particular, so that it cannot fail for whoever it is for. */
    String text(int status, String sentence, @Nullable Visitor visitor, Locale locale) {
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("title", title(status));
        model.put("sentence", sentence);
        model.put("visitor", visitor);
        model.put("csrfToken", "");
        model.put("here", "problem");
        model.put("zone", null);
        return templates.render("problem", model, locale);
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "That cannot be understood";
            case 401 -> "Your session has ended";
            case 403 -> "Not for you to see";
            case 404 -> "There is no such page";
            case 405 -> "That cannot be done here";
            case 413 -> "That is too large";
            case 415 -> "That is not a form";
            case 503 -> "Not available now";
            default -> status >= 500 ? "Something went wrong" : "That did not work";
        };
    }
}
