package io.github.camelopenrouter.simulator.service;

/**
 * Makes a string that a usual regular expression matches: with literals, classes, groups, choices and quantifiers, but
 * without looking around or back. Used once.
 */
final class PatternSample {

    private static final int MOST_REPEATS = 256;
    private static final int LONGEST = 10_000;

    private final String pattern;
    private final int more;
    private int at;

    /** @param more how many times more than the least a quantifier without an end repeats */
    PatternSample(String pattern, int more) {
        this.pattern = pattern;
        this.more = more;
    }

    String make() {
        return choice();
    }

    /** The first of several choices; reads all of them. */
    private String choice() {
        String first = sequence();
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            sequence();
        }
        return first;
    }

    private String sequence() {
        StringBuilder text = new StringBuilder();
        while (at < pattern.length() && "|)".indexOf(pattern.charAt(at)) < 0) {
            String atom = atom();
            int room = (LONGEST - text.length()) / Math.max(1, atom.length());
            text.append(atom.repeat(Math.max(0, Math.min(repeats(), room))));
        }
        return text.toString();
    }

    private String atom() {
        char c = pattern.charAt(at++);
        return switch (c) {
            case '^', '$' -> "";
            case '.' -> "a";
            case '(' -> group();
            case '[' -> String.valueOf(fromClass());
            case '\\' -> escaped();
            default -> String.valueOf(c);
        };
    }

    private String group() {
        boolean looksAround = pattern.startsWith("?=", at)
                || pattern.startsWith("?!", at)
                || pattern.startsWith("?<=", at)
                || pattern.startsWith("?<!", at);
        if (looksAround) {
            at += pattern.charAt(at + 1) == '<' ? 3 : 2;
        } else if (pattern.startsWith("?:", at)) {
            at += 2;
        } else if (pattern.startsWith("?<", at)) {
            at = pattern.indexOf('>', at) + 1;
        }
        String text = choice();
        at++;
        return looksAround ? "" : text;
    }

    private String escaped() {
        char c = at < pattern.length() ? pattern.charAt(at++) : '\\';
        return c == 'b' ? "" : String.valueOf(meant(c));
    }

    private char fromClass() {
        int end = at;
        while (end < pattern.length() && (pattern.charAt(end) != ']' || end == at)) {
            end += pattern.charAt(end) == '\\' ? 2 : 1;
        }
        String members = pattern.substring(at, Math.min(end, pattern.length()));
        at = Math.min(end + 1, pattern.length());
        if (members.startsWith("^")) {
            return other("[" + members + "]");
        }
        return members.startsWith("\\") && members.length() > 1 ? meant(members.charAt(1)) : members.charAt(0);
    }

    /** A character that the class, which says what it has not, has. */
    private static char other(String negated) {
        for (char c = '~'; c > ' '; c--) {
            char letter = c == '~' ? 'a' : c;
            if (String.valueOf(letter).matches(negated)) {
                return letter;
            }
        }
        return ' ';
    }

    private static char meant(char escaped) {
        return switch (escaped) {
            case 'd' -> '1';
            case 'w', 'D', 'S' -> 'a';
            case 's', 'W' -> ' ';
            case 't' -> '\t';
            case 'n' -> '\n';
            default -> escaped;
        };
    }

    private int repeats() {
        if (at == pattern.length()) {
            return 1;
        }
        int least;
        boolean open;
        switch (pattern.charAt(at)) {
            case '*' -> {
                at++;
                least = 0;
                open = true;
            }
            case '+' -> {
                at++;
                least = 1;
                open = true;
            }
            case '?' -> {
                at++;
                least = 0;
                open = false;
            }
            case '{' -> {
                int end = pattern.indexOf('}', at);
                String[] bounds = pattern.substring(at + 1, end).split(",", -1);
                at = end + 1;
                least = Integer.parseInt(bounds[0]);
                open = bounds.length == 2;
                if (open && !bounds[1].isEmpty()) {
                    least = Math.min(least + more, Integer.parseInt(bounds[1]));
                    open = false;
                }
            }
            default -> {
                return 1;
            }
        }
        if (at < pattern.length() && "?+".indexOf(pattern.charAt(at)) >= 0) {
            at++; // reluctant or possessive, which makes no difference here
        }
        return Math.min(MOST_REPEATS, open ? least + more : least);
    }
}
