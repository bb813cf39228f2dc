package io.github.camelopenrouter.internal.structured;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** JSON documents as chance makes them, written in all the ways that JSON allows. */
final class RandomJson {
    private static final String[] NAMES = {"a", "b", "slides", "title", "", "x/y", "t~", "ä", "o", "\uD83D\uDE00"};

    private final Random random;

    RandomJson(long seed) {
        // neighbours among the seeds begin alike
        random = new Random(seed * 0x9E3779B97F4A7C15L);
    }

    /** An object, or now and then an array. */
    String document() {
        StringBuilder json = new StringBuilder();
        if (random.nextInt(4) == 0) {
            array(json, 0);
        } else {
            object(json, 0);
        }
        return json.toString();
    }

    /** The text in pieces of chance's own length, some of them empty. */
    List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int most = 1 + random.nextInt(20);
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + random.nextInt(most + 1));
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    private void object(StringBuilder json, int depth) {
        json.append('{').append(blank());
        List<String> names = new ArrayList<>(List.of(NAMES));
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            json.append(i == 0 ? "" : ",").append(blank());
            string(json, names.remove(random.nextInt(names.size())));
            json.append(blank()).append(':').append(blank());
            value(json, depth + 1);
            json.append(blank());
        }
        json.append('}');
    }

    private void array(StringBuilder json, int depth) {
        json.append('[').append(blank());
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            json.append(i == 0 ? "" : ",").append(blank());
            value(json, depth + 1);
            json.append(blank());
        }
        json.append(']');
    }

    private void value(StringBuilder json, int depth) {
        switch (random.nextInt(depth > 4 ? 6 : 10)) {
            case 0 -> json.append("true");
            case 1 -> json.append("false");
            case 2 -> json.append("null");
            case 3 -> number(json);
            case 4, 5 -> string(json, text());
            case 6, 7 -> object(json, depth);
            default -> array(json, depth);
        }
    }

    private void number(StringBuilder json) {
        switch (random.nextInt(5)) {
            case 0 -> json.append(random.nextInt(10));
            case 1 -> json.append(-random.nextLong());
            case 2 -> json.append(new BigInteger(200, random));
            case 3 -> json.append(random.nextInt(100)).append("e-").append(random.nextInt(20));
            default -> json.append(new BigDecimal(new BigInteger(90, random), random.nextInt(30)).toPlainString());
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(6)) {
                case 0 -> text.append("{}[]\",:\\/`".charAt(random.nextInt(10)));
                case 1 -> text.appendCodePoint(0x1F600 + random.nextInt(40));
                case 2 -> text.append((char) (0xA0 + random.nextInt(0x4000)));
                case 3 -> text.append((char) random.nextInt(0x20));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.toString();
    }

    private void string(StringBuilder json, String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c == '\n' && random.nextBoolean()) {
                json.append("\\n");
            } else if (c < 0x20 || random.nextInt(8) == 0) {
                json.append(String.format("\\u%04x", (int) c));
                if (Character.isHighSurrogate(c)) {
                    // half a character may not be written in one way and half in the other
                    json.append(String.format("\\u%04X", (int) text.charAt(++i)));
                }
            } else {
                json.append(c);
                if (Character.isHighSurrogate(c)) {
                    json.append(text.charAt(++i));
                }
            }
        }
        json.append('"');
    }

    private String blank() {
        return switch (random.nextInt(8)) {
            case 0 -> " ";
            case 1 -> "\n\t";
            default -> "";
        };
    }
}
