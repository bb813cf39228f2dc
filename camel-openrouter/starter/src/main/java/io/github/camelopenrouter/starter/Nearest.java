package io.github.camelopenrouter.starter;

import java.util.Collection;
import java.util.Optional;

/** What somebody may have meant who mistyped a name. */
final class Nearest {
    private Nearest() {}

    /** The name that becomes the given one with the fewest changes of a letter, if they are few for its length. */
    static Optional<String> of(String given, Collection<String> names) {
        String best = null;
        int fewest = Math.max(2, given.length() / 3) + 1;
        for (String name : names) {
            int changes = changes(given, name, fewest);
            if (changes < fewest) {
                fewest = changes;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Letters to insert, to drop, to replace, or two neighbours to swap; no more than {@code most} are counted. */
    private static int changes(String one, String other, int most) {
        if (Math.abs(one.length() - other.length()) >= most) {
            return most;
        }
        int[] twoBefore = new int[other.length() + 1];
        int[] before = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] now = new int[other.length() + 1];
            now[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(replaced, Math.min(before[j], now[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    now[j] = Math.min(now[j], twoBefore[j - 2] + 1);
                }
            }
            twoBefore = before;
            before = now;
        }
        return before[other.length()];
    }
}
