package io.hubmeter.pages.text;

/**
 * Something in short words, and exactly.
 *
 * @param words what is shown
 * @param exact what a pointer over it shows: an ISO instant, or a number with all its decimals
 */
public record Exact(String words, String exact) {
    @Override
    public String toString() {
        return words;
    }
}
