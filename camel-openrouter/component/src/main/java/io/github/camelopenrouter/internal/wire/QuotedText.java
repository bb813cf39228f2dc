package io.github.camelopenrouter.internal.wire;

/** What stands between the quotes of a JSON string, in UTF-8: escaped as Jackson does it, and an emoji is four bytes anywhere. */
final class QuotedText {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private final byte[] bytes;
    private int size;

    private QuotedText(int length) {
        this.bytes = new byte[length];
    }

    /**
     * @param text without half surrogate pairs
     * @return a new array without room to spare
     */
    static byte[] of(String text) {
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            length += length(text.charAt(i));
        }
        QuotedText quoted = new QuotedText(Math.toIntExact(length));
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            quoted.add(point);
            i += Character.charCount(point);
        }
        return quoted.bytes;
    }

    private static int length(char letter) {
        if (letter < 0x80) {
            return letter >= ' ' ? (letter == '"' || letter == '\\' ? 2 : 1) : shortened(letter) == 0 ? 6 : 2;
        }
        // half of a pair has half of its four bytes
        return letter < 0x800 || Character.isSurrogate(letter) ? 2 : 3;
    }

    private void add(int point) {
        if (point < 0x80) {
            ascii(point);
        } else if (point < 0x800) {
            put(0xC0 | point >> 6);
            rest(point);
        } else if (point < 0x10000) {
            put(0xE0 | point >> 12);
            rest(point >> 6);
            rest(point);
        } else {
            put(0xF0 | point >> 18);
            rest(point >> 12);
            rest(point >> 6);
            rest(point);
        }
    }

    private void ascii(int letter) {
        if (letter == '"' || letter == '\\') {
            put('\\');
            put(letter);
        } else if (letter >= ' ') {
            put(letter);
        } else if (shortened(letter) != 0) {
            put('\\');
            put(shortened(letter));
        } else {
            put('\\');
            put('u');
            put('0');
            put('0');
            put(HEX[letter >> 4]);
            put(HEX[letter & 0xF]);
        }
    }

    /** The letter that stands for a control character behind a backslash; 0 for none. */
    private static char shortened(int letter) {
        return switch (letter) {
            case '\b' -> 'b';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\f' -> 'f';
            case '\r' -> 'r';
            default -> 0;
        };
    }

    private void rest(int bits) {
        put(0x80 | bits & 0x3F);
    }

    private void put(int value) {
        bytes[size++] = (byte) value;
    }
}
