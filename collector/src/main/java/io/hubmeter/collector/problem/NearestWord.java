package io.hubmeter.collector.problem;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the known word that somebody who mistyped probably meant. */
public final class NearestWord {
    /** Nobody mistypes a word of this length; comparing longer ones would only cost time. */
    private static final int MAX_LENGTH = 100;

    private NearestWord() {}

    /** The known word with the fewest edits, letter case aside; null if more than a third of the letters would change. */
    public static @Nullable String to(String found, Collection<String> known) {
        if (found.length() > MAX_LENGTH) {
            return null;
        }
        String nearest = null;
        int fewest = Integer.MAX_VALUE;
        for (String word : known) {
            int edits = edits(found.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
            if (edits < fewest && edits <= Math.max(1, word.length() / 3)) {
                nearest = word;
                fewest = edits;
            }
        }
        return nearest;
    }

    /** Insertions, deletions and replacements that make one word the other (Levenshtein), row by row. */
    private static int edits(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
