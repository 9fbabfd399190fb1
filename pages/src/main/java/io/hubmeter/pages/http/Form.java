package io.hubmeter.pages.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a form sent.
 *
 * @param fields values by name, in the order in which they were sent
 * @param uploads files by the name of their field
 */
public record Form(Map<String, List<String>> fields, Map<String, Upload> uploads) {
    /** Nothing. */
    public static final Form EMPTY = new Form(Map.of(), Map.of());

    /** Keeps the order. */
    public Form {
        fields = Values.copy(fields);
        uploads = Map.copyOf(uploads);
    }

    /**
     * The only value of a field; empty if it is left out or blank.
     *
     * @throws PageProblem 400 if it is there twice
     */
    public Optional<String> value(String name) {
        return Values.single(fields, name, "the field");
    }

    /** The file of a field; empty if none was chosen. */
    public Optional<Upload> upload(String name) {
        return Optional.ofNullable(uploads.get(name));
    }
}
