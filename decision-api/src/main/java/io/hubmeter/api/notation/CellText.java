package io.hubmeter.api.notation;

/** Text as it is put into a cell of a table that people may open with a spreadsheet. */
public final class CellText {
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private CellText() {}

    /** A text that no spreadsheet runs: what would be taken for a formula is led by an apostrophe. */
    public static String guarded(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
