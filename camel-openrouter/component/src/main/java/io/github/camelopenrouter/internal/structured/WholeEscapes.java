package io.github.camelopenrouter.internal.structured;

/**
 * Holds back an escape of JSON until all of it has come, and both halves of a character together: Jackson's non-blocking parser, as of
 * 2.22, loses its way where the name of a member comes in two pieces with the cut between such halves. Not thread-safe.
 */
final class WholeEscapes {
    /** A backslash, the letter u and four digits. */
    private static final int LONG = 6;

    private String held = "";

    /** The piece with what was held back before it, and without what is held back now. */
    String next(String piece) {
        String text = held.isEmpty() ? piece : held + piece;
        int whole = whole(text);
        held = text.substring(whole);
        return text.substring(0, whole);
    }

    void clear() {
        held = "";
    }

    /** Where the first escape begins that is not complete; the text's length where all are. */
    private static int whole(String text) {
        int at = text.indexOf('\\');
        while (at >= 0) {
            int end = end(text, at);
            if (end > text.length()) {
                return at;
            }
            at = text.indexOf('\\', end);
        }
        return text.length();
    }

    /** Behind the escape; beyond the text where some of it is missing. */
    private static int end(String text, int start) {
        if (text.length() < start + 2 || text.charAt(start + 1) != 'u') {
            return start + 2;
        }
        int end = start + LONG;
        boolean half = end <= text.length() && isHigh(text, start + 2);
        if (!half) {
            return end;
        }
        boolean other = text.startsWith("\\u", end) || "\\u".startsWith(text.substring(end));
        return other ? end + LONG : end;
    }

    /** Whether the digits there are those of the first half of a character. */
    private static boolean isHigh(String text, int at) {
        char first = text.charAt(at);
        char second = text.charAt(at + 1);
        return (first == 'd' || first == 'D') && "89abAB".indexOf(second) >= 0;
    }
}
