package io.hubmeter.collector.policyfile;

import io.hubmeter.collector.problem.Excerpt;
import io.hubmeter.collector.problem.NearestWord;
import io.hubmeter.core.policy.SentenceTemplate;
import java.util.HashMap;
import java.util.Map;
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
            Map<String, Integer> seen = new HashMap<>();
            SentenceTemplate.unknownPlaceholders(template)
                    .forEach(name -> refuse(name, seen.merge(name, 1, Integer::sum), place));
        }
        return template;
    }

    private void refuse(String name, int nth, Place place) {
        TextPosition at = position(name, nth, place);
        String nearest = NearestWord.to(name, SentenceTemplate.PLACEHOLDERS);
        problems.add(
                at,
                place.path(),
                "unknown placeholder " + Excerpt.quoted("{" + name + "}"),
                "one of {" + String.join("}, {", SentenceTemplate.PLACEHOLDERS) + "}",
                nearest == null ? null : "{" + nearest + "}");
    }

    /** Where the nth of a placeholder stands; where the text begins if it is written in another way, such as escaped. */
    private TextPosition position(String name, int nth, Place place) {
        Mark start = place.node().getStartMark().orElse(null);
        Mark end = place.node().getEndMark().orElse(null);
        if (start == null || end == null) {
            return new TextPosition(1, 1);
        }
        TextPosition begin = new TextPosition(start.getLine() + 1, start.getColumn() + 1);
        int last = new TextPosition(end.getLine() + 1, end.getColumn() + 1).indexIn(file);
        int at = begin.indexIn(file) - 1;
        String written = '{' + name + '}';
        for (int i = 0; i < nth; i++) {
            at = file.indexOf(written, at + 1);
            if (at < 0 || at + written.length() > last) {
                return begin;
            }
        }
        return TextPosition.ofCodePoint(file, file.codePointCount(0, at));
    }
}
