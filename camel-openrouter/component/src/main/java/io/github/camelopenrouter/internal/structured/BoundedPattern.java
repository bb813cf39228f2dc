package io.github.camelopenrouter.internal.structured;

import java.util.regex.Pattern;

import com.networknt.schema.regex.RegularExpression;

/**
 * A schema's pattern whose search looks at a bounded number of characters: some patterns take longer than anybody lives. A schema may
 * come with a message.
 */
final class BoundedPattern implements RegularExpression {
    private static final int LEAST = 1_000_000;
    private static final int TIMES = 100;

    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    static RegularExpression of(String regex) {
        return new BoundedPattern(Pattern.compile(regex));
    }

    /**
     * @throws TooCostlyError where it takes too long to tell
     */
    @Override
    public boolean matches(String value) {
        return pattern.matcher(new Counted(value, new long[] {LEAST + (long) TIMES * value.length()}))
                .find();
    }

    private record Counted(CharSequence text, long[] left) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (left[0]-- == 0) {
                throw new TooCostlyError();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
