package io.hubmeter.collector.policyfile;

import io.hubmeter.core.problem.Excerpt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The one document of a YAML text, with the position of every node.
 *
 * <p>The stream of events is looked through before any tree is built: building recurses, so deep nesting would end in a stack
 * overflow, and aliases could make a small file a huge tree.
 */
final class YamlDocument {
    private static final int MAX_DEPTH = 16;

    private final LoadSettings settings;
    private final Problems problems;
    private int documents;
    private int depth;
    private boolean isUsable = true;
    private int lookedAt;

    private YamlDocument(String file, Problems problems) {
        this.settings = LoadSettings.builder()
                .setLabel(file)
                // They are refused later, with their place.
                .setAllowNonScalarKeys(true)
                .build();
        this.problems = problems;
    }

    /** The root node; null if there is none that could be looked into, and then the problems say why. */
    static @Nullable Node root(String file, String text, Problems problems) {
        return new YamlDocument(file, problems).read(text);
    }

    private @Nullable Node read(String text) {
        try {
            for (Event event : new Parse(settings).parseString(text)) {
                check(event);
                if (depth > MAX_DEPTH || documents > 1) {
                    return null;
                }
            }
            if (documents == 0) {
                problems.add(1, 1, "an empty file", "a policy");
            }
            return documents == 1 && isUsable
                    ? new Compose(settings).composeString(text).orElse(null)
                    : null;
        } catch (MarkedYamlEngineException syntax) {
            String context = syntax.getContext() == null ? "" : syntax.getContext() + ": ";
            String found = "a syntax error (%s)".formatted(Excerpt.ofMessage(context + syntax.getProblem()));
            // The parser's own line and column can lie one character beyond the end; counting anew cannot.
            int index = syntax.getProblemMark().map(Mark::getIndex).orElse(0);
            TextPosition at = TextPosition.ofCodePoint(text, index);
            problems.add(at.line(), at.column(), found, "valid YAML");
        } catch (ReaderException unprintable) {
            addUnprintable(text, unprintable);
        } catch (IllegalArgumentException escape) {
            // The library lets out what its own parsing of an escape throws; it stands after all that was looked at.
            TextPosition at = TextPosition.ofCodePoint(text, lookedAt);
            String found = "a syntax error (%s)".formatted(Excerpt.ofMessage(String.valueOf(escape.getMessage())));
            problems.add(at.line(), at.column(), found, "valid YAML");
        } catch (YamlEngineException withoutPlace) {
            problems.add(
                    1,
                    1,
                    "invalid YAML (%s)".formatted(Excerpt.ofMessage(String.valueOf(withoutPlace.getMessage()))),
                    "valid YAML");
        }
        return null;
    }

    private void check(Event event) {
        lookedAt = event.getEndMark().map(Mark::getIndex).orElse(lookedAt);
        switch (event) {
            case DocumentStartEvent start -> {
                if (++documents > 1) {
                    refuse(start, "a second document", "one document");
                }
            }
            case AliasEvent alias -> {
                refuse(alias, Excerpt.quoted("*" + alias.getAlias()), "no aliases: write the value again");
                isUsable = false;
            }
            case NodeEvent node -> {
                node.getAnchor().ifPresent(anchor -> refuse(node, Excerpt.quoted("&" + anchor), "no anchors"));
                if (node instanceof ScalarEvent scalar && !isWellFormed(scalar.getValue())) {
                    refuse(node, "half a surrogate pair", "characters that UTF-8 has a form for");
                }
                tag(node).ifPresent(tag -> {
                    refuse(node, "tag " + Excerpt.quoted(tag), "no tags");
                    // The library throws when it builds a node with such a tag, which an escape can make.
                    isUsable &= !tag.isEmpty() && tag.trim().length() == tag.length();
                });
                if (node instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                    refuse(node, "more than " + MAX_DEPTH + " levels", "no deeper nesting");
                }
            }
            case CollectionEndEvent end -> depth--;
            default -> {}
        }
    }

    /** An escape such as {@code "\ud83d"} can make what nothing after this could write down. */
    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static Optional<String> tag(NodeEvent node) {
        return switch (node) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> Optional.empty();
        };
    }

    private void refuse(Event event, String found, String expected) {
        problems.add(event.getStartMark(), "", found, expected, null);
    }

    private void addUnprintable(String text, ReaderException unprintable) {
        TextPosition at = TextPosition.ofCodePoint(text, unprintable.getPosition());
        problems.add(
                at.line(),
                at.column(),
                "character U+%04X".formatted(unprintable.getCodePoint()),
                "printable characters");
    }
}
