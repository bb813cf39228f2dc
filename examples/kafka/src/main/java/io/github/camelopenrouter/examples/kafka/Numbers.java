package io.github.camelopenrouter.examples.kafka;

/** Whole numbers in text that somebody typed. */
final class Numbers {
    private Numbers() {}

    /** @throws IllegalArgumentException if it is not a whole number from 1 on; the message is one line */
    static int positive(String name, String text) {
        try {
            int number = Integer.parseInt(text.strip());
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(name + " must be a whole number from 1 on, not " + text);
    }
}
