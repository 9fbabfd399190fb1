package io.hubmeter.api.notation;

import java.util.Collection;
import java.util.Comparator;

/** The name that somebody may have meant. */
public final class Nearest {
    private static final int FARTHEST = 3;
    private static final int LONGEST = 40;

    private Nearest() {}

    /** {@code one of a, b, c}, with {@code ; did you mean b?} if one is near. */
    public static String among(Collection<String> names, String written) {
        String known = "one of " + String.join(", ", names);
        if (written.length() > LONGEST) {
            return known;
        }
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(name, written)))
                .filter(name -> distance(name, written) <= Math.min(FARTHEST, name.length() - 1))
                .map(name -> known + "; did you mean " + name + "?")
                .orElse(known);
    }

    /** How many letters to insert, remove or change to get from one to the other, capitals aside. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int change = previous[j - 1] + (same ? 0 : 1);
                row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
