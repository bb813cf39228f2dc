package io.github.camelopenrouter.simulator.service;

import java.util.ArrayList;
import java.util.List;

/** Cuts text into tokens of about four characters: words with the blank before them, long words in pieces. */
final class Tokens {

    private static final int LONGEST = 6;

    private Tokens() {}

    static int count(String text) {
        return of(text).size();
    }

    /** The tokens; joined they are the text again. */
    static List<String> of(String text) {
        List<String> tokens = new ArrayList<>();
        int start = 0;
        int length = 0;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            boolean blank = Character.isWhitespace(c);
            boolean afterBlank = length > 0 && Character.isWhitespace(text.charAt(i - 1));
            boolean startsWord = blank && length > 0 && !afterBlank;
            boolean endsBlanks = !blank && afterBlank && length > 1;
            if (length == LONGEST || startsWord || endsBlanks) {
                tokens.add(text.substring(start, i));
                start = i;
                length = 0;
            }
            length++;
            i += Character.charCount(c);
        }
        if (length > 0) {
            tokens.add(text.substring(start));
        }
        return tokens;
    }
}
