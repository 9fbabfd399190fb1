package io.hubmeter.core.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;

/** Texts that are nearly good, and texts that are nothing at all. */
public final class Mutations {
    private static final List<String> ODD = List.of(
            "\u0000",
            "\uFEFF",
            "\u2028",
            "\u0085",
            "\uD83D",
            "\uDE00",
            "😀",
            "٣",
            "Ⅷ",
            "İ",
            "\u0301",
            "\t",
            "\n",
            "\r\n",
            " ",
            "%",
            "-",
            "+",
            ".",
            ",",
            "e",
            "E",
            "0",
            "9",
            "1e999999999",
            "99999999999999999999",
            "0.0000000000000000001",
            "NaN",
            "∞");

    private final RandomGenerator random;
    private final List<String> good;
    private final List<String> snippets;

    /**
     * Mutations of good texts.
     *
     * @param snippets what the language is made of
     */
    public Mutations(RandomGenerator random, List<String> good, List<String> snippets) {
        this.random = random;
        this.good = good;
        this.snippets = snippets;
    }

    /** The next text: seven of eight come from a good one, the others from nowhere. */
    public String next() {
        return switch (random.nextInt(16)) {
            case 0 -> unicode();
            case 1 -> words();
            default -> mutant();
        };
    }

    private String mutant() {
        StringBuilder text = new StringBuilder(one(good));
        for (int changes = random.nextInt(4); changes > 0 && !text.isEmpty(); changes--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(10));
            switch (random.nextInt(8)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, one(snippets));
                case 2 -> text.setCharAt(at, (char) random.nextInt(0x100));
                case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
                case 4 -> text.setCharAt(at, text.charAt(random.nextInt(text.length())));
                case 5 -> text.insert(at, one(ODD));
                case 6 -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(40)));
                default -> text.replace(at, end, one(snippets));
            }
            if (random.nextInt(200) == 0) {
                text.setLength(Math.min(text.length(), at));
            }
        }
        return text.toString();
    }

    private String words() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.append(random.nextInt(4) == 0 ? one(ODD) : one(snippets));
        }
        return text.toString();
    }

    private String unicode() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(40); length > 0; length--) {
            text.appendCodePoint(random.nextInt(random.nextBoolean() ? 0x80 : Character.MAX_CODE_POINT + 1));
        }
        return text.toString();
    }

    private String one(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }
}
