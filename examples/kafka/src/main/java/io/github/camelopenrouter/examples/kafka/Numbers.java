package io.github.camelopenrouter.examples.kafka;

import java.util.regex.Pattern;

/** Whole numbers in text that somebody typed. */
final class Numbers {
    /** No sign, and digits as everybody types them. */
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    private Numbers() {}

    /** @throws IllegalArgumentException if it is not a whole number from 1 on; the message is one line */
    static int positive(String name, String text) {
        String digits = text.strip();
        if (WHOLE.matcher(digits).matches()) {
            long number = Long.parseLong(digits);
            if (number > 0 && number <= Integer.MAX_VALUE) {
                return (int) number;
            }
        }
        throw new IllegalArgumentException(name + " must be a whole number from 1 on, not " + text);
    }
}
