package io.hubmeter.collector.policyfile;

import io.hubmeter.collector.problem.NearestWord;
import io.hubmeter.core.policy.SentenceTemplate;
import io.hubmeter.core.problem.Excerpt;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Reads templates of sentences for whoever is refused. */
final class PolicyDenial {
    static final String EXPECTED = "a sentence of 1 to %d characters".formatted(SentenceTemplate.MAX_LENGTH);

    private final String file;
    private final Problems problems;

    /**
     * A reader.
     *
     * @param file the whole file's text, in which the problems are pointed at
     */
    PolicyDenial(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The template; null if there is none. */
    @Nullable
    String of(@Nullable Place place) {
        if (place == null) {
            return null;
        }
        String template = place.text();
        if (template == null) {
            place.refuse(problems, EXPECTED);
            return null;
        }
        if (template.isBlank() || template.length() > SentenceTemplate.MAX_LENGTH) {
            String found = template.isBlank() ? "no text" : template.length() + " characters";
            problems.add(place.mark(), place.path(), found, EXPECTED, null);
        } else {
            refuseUnknown(SentenceTemplate.unknownPlaceholders(template), place);
        }
        return template;
    }

    private void refuseUnknown(List<String> names, Place place) {
        Mark start = place.node().getStartMark().orElse(null);
        Mark end = place.node().getEndMark().orElse(null);
        if (names.isEmpty() || start == null || end == null) {
            return;
        }
        TextPosition begin = new TextPosition(start.getLine() + 1, start.getColumn() + 1);
        int last = new TextPosition(end.getLine() + 1, end.getColumn() + 1).indexIn(file);
        String written = file.substring(begin.indexIn(file), last);
        int at = 0;
        for (String name : names) {
            int found = written.indexOf('{' + name + '}', at);
            // Written in another way, such as escaped, it is where the text begins.
            TextPosition position = found < 0 ? begin : begin.plus(written.substring(0, found));
            at = found < 0 ? at : found + 1;
            String nearest = NearestWord.to(name, SentenceTemplate.PLACEHOLDERS);
            problems.add(
                    position,
                    place.path(),
                    "unknown placeholder " + Excerpt.quoted("{" + name + "}"),
                    "one of {" + String.join("}, {", SentenceTemplate.PLACEHOLDERS) + "}",
                    nearest == null ? null : "{" + nearest + "}");
        }
    }
}
