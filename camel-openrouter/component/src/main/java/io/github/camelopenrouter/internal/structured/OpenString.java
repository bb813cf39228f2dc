package io.github.camelopenrouter.internal.structured;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * The string whose end has not come yet, which a parser does not show. Where it begins and which of its escapes are whole is known
 * here; what it says is Jackson's to read. Not thread-safe.
 */
final class OpenString {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** The longest escape: a backslash, a u and four digits. */
    private static final int ESCAPE = 6;

    /** As it is written, from its opening quote on. */
    private final StringBuilder raw = new StringBuilder();

    private boolean within;
    /** How many characters of an escape have come that is not whole; 0 outside of one. */
    private int escape;

    /** Follows a piece of JSON. */
    void add(String json) {
        int from = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (!within) {
                if (c == '"') {
                    within = true;
                    from = i;
                }
            } else if (escape > 0) {
                boolean longer = c == 'u' || escape > 1;
                escape = longer && escape + 1 < ESCAPE ? escape + 1 : 0;
            } else if (c == '\\') {
                escape = 1;
            } else if (c == '"') {
                clear();
            }
        }
        if (within) {
            raw.append(json, from, json.length());
        }
    }

    void clear() {
        raw.setLength(0);
        within = false;
        escape = 0;
    }

    /** How much of it has come, to tell whether there is more than before; 0 where no string is open. */
    int length() {
        return raw.length() - escape;
    }

    /** What it says so far, of whole characters; null where no string is open. */
    String text() throws IOException {
        if (!within) {
            return null;
        }
        String text;
        try (JsonParser parser = FACTORY.createParser(raw.substring(0, length()) + '"')) {
            parser.nextToken();
            text = parser.getText();
        }
        int last = text.length() - 1;
        return last >= 0 && Character.isHighSurrogate(text.charAt(last)) ? text.substring(0, last) : text;
    }
}
