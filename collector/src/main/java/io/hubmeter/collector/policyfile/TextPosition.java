package io.hubmeter.collector.policyfile;

import java.util.ArrayList;
import java.util.List;

/**
 * Where in a text something stands, in the way editors and the YAML parser count.
 *
 * @param line from 1; a line ends with line feed, carriage return, or both
 * @param column in code points without byte order marks, from 1
 */
record TextPosition(int line, int column) {
    private static final int BYTE_ORDER_MARK = 0xFEFF;

    /** The columns at which the lines of a text end, from the first line on. */
    static List<Integer> columnsOfLines(String text) {
        List<Integer> columns = new ArrayList<>();
        int column = 1;
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            boolean isFirstOfTwo = c == '\r' && at < text.length() && text.charAt(at) == '\n';
            if (c == '\n' || (c == '\r' && !isFirstOfTwo)) {
                columns.add(column);
                column = 1;
            } else if (c != BYTE_ORDER_MARK && c != '\r') {
                column++;
            }
        }
        columns.add(column);
        return columns;
    }

    /** Where a text ends that begins here. */
    TextPosition plus(String text) {
        TextPosition end = ofCodePoint(text, text.length());
        return new TextPosition(line + end.line - 1, end.line == 1 ? column + end.column - 1 : end.column);
    }

    /** The index in UTF-16 units of the character there; the text's length if there is none. */
    int indexIn(String text) {
        int index = 0;
        for (int at = 1; at < line && index < text.length(); index++) {
            char c = text.charAt(index);
            boolean isFirstOfTwo = c == '\r' && index + 1 < text.length() && text.charAt(index + 1) == '\n';
            if (c == '\n' || (c == '\r' && !isFirstOfTwo)) {
                at++;
            }
        }
        for (int at = 1; at < column && index < text.length(); ) {
            int c = text.codePointAt(index);
            index += Character.charCount(c);
            at += c == BYTE_ORDER_MARK ? 0 : 1;
        }
        return index;
    }

    /** The position of a code point; of the text's end if there are fewer. */
    static TextPosition ofCodePoint(String text, int index) {
        int line = 1;
        int column = 1;
        int at = 0;
        for (int seen = 0; seen < index && at < text.length(); seen++) {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            boolean isFirstOfTwo = c == '\r' && at < text.length() && text.charAt(at) == '\n';
            if (c == '\n' || (c == '\r' && !isFirstOfTwo)) {
                line++;
                column = 1;
            } else if (c != BYTE_ORDER_MARK) {
                column++;
            }
        }
        return new TextPosition(line, column);
    }
}
