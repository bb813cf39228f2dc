package io.github.camelopenrouter.integration.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Damage: to the values of JSON, and to bytes of any kind. */
final class Wounds {
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "{}",
            "[]",
            "[[],{}]",
            "\"\"",
            "\" \"",
            "-1",
            "0",
            "-0.0",
            "1e400",
            "-1e400",
            "1e99999999999",
            "-1e-99999999999",
            "1e30000000",
            "1E+2147483648",
            "9999999999",
            "4294967301",
            "2147483648",
            "-2000000000",
            "9223372036854775808",
            "-9223372036854775809",
            "1.7976931348623157e309",
            "0.1e-400",
            "\"1e99999999999\"",
            "\"-1\"",
            "\"NaN\"",
            "NaN",
            "Infinity",
            "-",
            "01",
            "+1",
            "\"12abc\"",
            "\"\\ud83d\"",
            "\"\\udc00\\ud800\"",
            "\"\\u0000\"",
            "\"sk-or-v1-0000\"",
            "{\"a\":{\"b\":[1,2,{\"c\":null}]}}",
            "[null]",
            "[1,\"2\",[3]]");
    private static final List<String> PIECES = List.of(
            "\r",
            "\n",
            "\n\n",
            "\r\n\r\n",
            "data: ",
            "data:[DONE]\n\n",
            ": x\n\n",
            "event: error\n",
            "id: 1\n",
            "\"error\":",
            "\"choices\":",
            "{\"a\":",
            "[[[[",
            "\u0000",
            "\uFEFF",
            "<html>",
            "\\",
            "\"",
            "}",
            "]",
            ",",
            "{\"error\":{\"code\":500}}");
    private static final int DEEP = 5_000;

    private Wounds() {}

    /** Wounds some values of this JSON. */
    static void hurt(Tree tree, Dice dice, int wounds) {
        for (int i = 0; i < wounds; i++) {
            List<Tree> holders = tree.holders();
            if (holders.isEmpty()) {
                return;
            }
            Tree holder = dice.of(holders);
            int at = dice.below(holder.parts.size());
            switch (dice.below(8)) {
                case 0 -> remove(holder, at);
                case 1 -> repeat(holder, at, dice);
                case 2 -> exchange(holder, at, dice);
                case 3 -> rename(holder, at, dice);
                default -> holder.parts.set(at, Tree.leaf(value(dice)));
            }
        }
    }

    private static void remove(Tree holder, int at) {
        holder.parts.remove(at);
        if (holder.names != null) {
            holder.names.remove(at);
        }
    }

    private static void repeat(Tree holder, int at, Dice dice) {
        int times = dice.percent(2) ? dice.between(100, 1000) : 1;
        for (int i = 0; i < times; i++) {
            holder.parts.add(holder.parts.get(at));
            if (holder.names != null) {
                holder.names.add(holder.names.get(at));
            }
        }
    }

    private static void exchange(Tree holder, int at, Dice dice) {
        int other = dice.below(holder.parts.size());
        holder.parts.set(at, holder.parts.set(other, holder.parts.get(at)));
    }

    private static void rename(Tree holder, int at, Dice dice) {
        if (holder.names != null) {
            holder.names.set(
                    at, dice.of("error", "choices", "usage", "message", "delta", "id", "code", "x", "", "tool_calls"));
        }
    }

    private static String value(Dice dice) {
        if (dice.percent(0.3)) {
            return "1".repeat(dice.of(400, 1_001, 5_000, 100_000, 500_000));
        }
        if (dice.percent(1)) {
            int depth = dice.of(10, 200, 1_100, DEEP);
            return dice.of(
                    "[".repeat(depth) + "]".repeat(depth),
                    "{\"a\":".repeat(depth) + "1" + "}".repeat(depth),
                    "[".repeat(depth));
        }
        return dice.of(VALUES);
    }

    /** Wounds some of these bytes. */
    static byte[] hurt(byte[] bytes, Dice dice, int wounds) {
        byte[] hurt = bytes;
        for (int i = 0; i < wounds && hurt.length > 0; i++) {
            int at = dice.below(hurt.length);
            int end = Math.min(hurt.length, at + dice.between(1, 30));
            hurt = switch (dice.below(6)) {
                case 0 -> splice(hurt, at, at, utf8(dice.of(PIECES)));
                case 1 -> splice(hurt, at, end, new byte[0]);
                case 2 -> splice(hurt, at, at, java.util.Arrays.copyOfRange(hurt, at, end));
                case 3 -> splice(hurt, at, end, utf8(dice.of(PIECES)));
                default -> splice(hurt, at, at + 1, new byte[] {(byte) dice.below(256)});
            };
        }
        return hurt;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] instead) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + instead.length);
        out.write(bytes, 0, from);
        out.writeBytes(instead);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }
}
