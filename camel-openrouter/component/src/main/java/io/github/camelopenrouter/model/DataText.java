package io.github.camelopenrouter.model;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** Content that stands in a text: base64, or the part of a {@code data:} URL behind its comma. Immutable. */
final class DataText {
    private static final String SCHEME = "data:";

    /** What a data URL says before its content is no longer. */
    private static final int LONGEST_HEAD = 1_000;

    /** So many characters are enough for the bytes that a format begins with. */
    private static final int START = 32;

    private final String text;
    private final int from;
    private final String contentType;
    private final boolean base64;

    private DataText(String text, int from, String contentType, boolean base64) {
        this.text = text;
        this.from = from;
        this.contentType = contentType;
        this.base64 = base64;
    }

    static DataText base64(String text) {
        return new DataText(text, 0, null, true);
    }

    /** Of a {@code data:} URL; null for every other one. */
    static DataText ofUrl(String url) {
        if (!url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        int comma = url.substring(0, Math.min(url.length(), LONGEST_HEAD)).indexOf(',');
        if (comma < 0) {
            return new DataText(url, SCHEME.length(), null, true);
        }
        String head = url.substring(SCHEME.length(), comma).toLowerCase(Locale.ROOT);
        int parameters = head.indexOf(';');
        return new DataText(
                url,
                comma + 1,
                (parameters < 0 ? head : head.substring(0, parameters)).trim(),
                head.endsWith(";base64"));
    }

    /** As the URL says it, in lower case; null where it says none. */
    String contentType() {
        return contentType;
    }

    /** The first bytes; empty where they cannot be decoded. */
    byte[] start() {
        try {
            return new DataText(text.substring(from, Math.min(text.length(), from + START)), 0, null, base64).bytes();
        } catch (IllegalArgumentException e) {
            // whoever asks for all of it is told
            return new byte[0];
        }
    }

    /**
     * All bytes.
     *
     * @throws IllegalArgumentException where it is no base64
     */
    byte[] bytes() {
        if (!base64) {
            return URLDecoder.decode(text.substring(from).replace("+", "%2B"), StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8);
        }
        byte[] digits = digits();
        int end = padding(digits, 0);
        return end == digits.length || behind(digits, end) == digits.length
                ? Base64.getDecoder().decode(digits)
                : joined(digits);
    }

    /** Of pieces that were encoded one by one, each with its own padding. */
    private static byte[] joined(byte[] digits) {
        byte[] bytes = new byte[digits.length / 4 * 3 + 3];
        int length = 0;
        for (int start = 0; start < digits.length; ) {
            int end = padding(digits, start);
            byte[] piece = Base64.getDecoder().decode(Arrays.copyOfRange(digits, start, end));
            System.arraycopy(piece, 0, bytes, length, piece.length);
            length += piece.length;
            start = behind(digits, end);
        }
        return Arrays.copyOf(bytes, length);
    }

    /** Where the next padding begins. */
    private static int padding(byte[] digits, int from) {
        int at = from;
        while (at < digits.length && digits[at] != '=') {
            at++;
        }
        return at;
    }

    private static int behind(byte[] digits, int padding) {
        int at = padding;
        while (at < digits.length && digits[at] == '=') {
            at++;
        }
        return at;
    }

    /** Without blanks and line ends, in the usual alphabet. A sound that came in pieces may have padding behind each of them. */
    private byte[] digits() {
        byte[] digits = new byte[text.length() - from];
        int count = 0;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ') {
                digits[count++] = (byte) (c == '-' ? '+' : c == '_' ? '/' : c < 0x80 ? c : '?');
            }
        }
        return count == digits.length ? digits : Arrays.copyOf(digits, count);
    }
}
