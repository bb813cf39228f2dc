package io.github.camelopenrouter.internal.structured;

import java.util.ArrayList;
import java.util.List;

/** The arrays whose elements are asked for. Immutable. */
public final class ElementPointers {
    /** One bit each. */
    static final int MOST = 32;

    private static final String ANY = "*";

    private final List<String> texts;
    private final String[][] names;

    private ElementPointers(List<String> texts) {
        this.texts = List.copyOf(texts);
        this.names = new String[texts.size()][];
        for (int i = 0; i < names.length; i++) {
            String[] parts = texts.get(i).split("/", -1);
            names[i] = new String[parts.length - 1];
            for (int k = 1; k < parts.length; k++) {
                names[i][k - 1] = parts[k].replace("~1", "/").replace("~0", "~");
            }
        }
    }

    /**
     * Reads a list such as {@code /slides} or <code>/chapters,/chapters/&#42;/sections</code>.
     *
     * @param list JSON pointers, separated by commas; in them {@code *} is any element of an array, and {@code $} the document itself
     * @throws IllegalArgumentException where it is no such list; the message says what is wrong with it
     */
    public static ElementPointers of(String list) {
        List<String> texts = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            String text = part.trim();
            String pointer = text.equals("$") ? "" : text;
            if (text.isEmpty() || !pointer.isEmpty() && !pointer.startsWith("/") || !escaped(pointer)) {
                throw new IllegalArgumentException(
                        "must be JSON pointers to arrays, separated by commas, such as /slides or"
                                + " /chapters/*/sections, or $ for an answer that is an array itself");
            }
            if (texts.contains(pointer)) {
                throw new IllegalArgumentException("must not name an array twice");
            }
            texts.add(pointer);
        }
        if (texts.size() > MOST) {
            throw new IllegalArgumentException("must name at most " + MOST + " arrays");
        }
        return new ElementPointers(texts);
    }

    private static boolean escaped(String pointer) {
        for (int i = pointer.indexOf('~'); i >= 0; i = pointer.indexOf('~', i + 1)) {
            char next = i + 1 < pointer.length() ? pointer.charAt(i + 1) : ' ';
            if (next != '0' && next != '1') {
                return false;
            }
        }
        return true;
    }

    /** The arrays as they were given, the document itself as an empty text. */
    public List<String> texts() {
        return texts;
    }

    // ---- sets of pointers, of one bit each: those whose beginning is the way to a place

    int all() {
        return names.length == 32 ? -1 : (1 << names.length) - 1;
    }

    /** Those of the set that lead on to a member of the object that stands so deep. */
    int member(int set, int depth, String name) {
        int further = 0;
        for (int left = set; left != 0; left &= left - 1) {
            int i = Integer.numberOfTrailingZeros(left);
            if (names[i].length > depth && names[i][depth].equals(name)) {
                further |= 1 << i;
            }
        }
        return further;
    }

    /** Those of the set that lead on to an element of the array that stands so deep. */
    int element(int set, int depth, int index) {
        int further = 0;
        for (int left = set; left != 0; left &= left - 1) {
            int i = Integer.numberOfTrailingZeros(left);
            if (names[i].length > depth
                    && (names[i][depth].equals(ANY) || names[i][depth].equals(Integer.toString(index)))) {
                further |= 1 << i;
            }
        }
        return further;
    }

    /** Which of the set ends at a place so deep; -1 for none. No two end at the same place but for <code>&#42;</code> and a number. */
    int ending(int set, int depth) {
        for (int left = set; left != 0; left &= left - 1) {
            int i = Integer.numberOfTrailingZeros(left);
            if (names[i].length == depth) {
                return i;
            }
        }
        return -1;
    }

    /** The way to a place, one step further. */
    static String step(String pointer, String name) {
        return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
    }
}
