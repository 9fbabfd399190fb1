package io.hubmeter.api.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoded UTF-8 (RFC 3986, section 2.1), decoded strictly: what is malformed is refused, never replaced. */
final class PercentText {
    private PercentText() {}

    /**
     * The decoded text.
     *
     * @param element what it is, for the message
     * @param plusIsSpace whether {@code +} stands for a space, as in a query
     */
    static String decode(String raw, String element, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes.write(octet(raw, i, element));
                i += 2;
            } else if (c > 0x20 && c < 0x7F) {
                bytes.write(plusIsSpace && c == '+' ? ' ' : c);
            } else {
                throw malformed(raw, element);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed(raw, element);
        }
    }

    private static int octet(String raw, int percent, String element) {
        if (percent + 2 >= raw.length()) {
            throw malformed(raw, element);
        }
        int high = hex(raw.charAt(percent + 1));
        int low = hex(raw.charAt(percent + 2));
        if (high < 0 || low < 0) {
            throw malformed(raw, element);
        }
        return high * 16 + low;
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static Problem malformed(String raw, String element) {
        return Problem.with(ProblemType.BAD_PARAMETER, element, "'" + raw + "'", "percent-encoded UTF-8");
    }
}
