package io.github.camelopenrouter.verify;

/** Takes the key out of texts that come from elsewhere: whole, or any part of it that has eight characters or more. */
final class Mask {
    private static final String MASK = "***";
    private static final String PREFIX = "sk-or-v1-";
    private static final int PART = 8;
    private static final int LONGEST = 400;

    private final String secret;
    private final int part;

    /** @param key null for none */
    Mask(String key) {
        // every key begins like that, so it tells nothing
        secret = key == null ? "" : key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
        part = Math.min(PART, secret.length());
    }

    /** The text in one bounded line, without the key and without what a terminal would obey. */
    String line(String text) {
        StringBuilder line = new StringBuilder();
        int end = Math.min(text.length(), LONGEST * 2);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c);
        }
        String masked = masked(line.toString().strip().replaceAll(" {2,}", " "));
        return masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST) + "...";
    }

    private String masked(String text) {
        if (part == 0) {
            return text;
        }
        StringBuilder masked = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            int length = longestPart(text, i);
            if (length >= part) {
                masked.append(MASK);
                i += length;
            } else {
                masked.append(text.charAt(i));
                i++;
            }
        }
        return masked.toString();
    }

    /** How many characters from there on are a part of the key. */
    private int longestPart(String text, int from) {
        int longest = 0;
        for (int start = 0; start + part <= secret.length(); start++) {
            int length = 0;
            while (start + length < secret.length()
                    && from + length < text.length()
                    && secret.charAt(start + length) == text.charAt(from + length)) {
                length++;
            }
            longest = Math.max(longest, length);
        }
        return longest;
    }
}
